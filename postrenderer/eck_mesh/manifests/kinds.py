"""Every kind that is read or created in addition to ECK's own."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

# The kinds that hold the operator: a StatefulSet in Elastic's operator.yaml and chart, if OLM
# installs it a Deployment, made from a ClusterServiceVersion. Each with the path of what has the
# pod template (hack/operatorhub/templates/csv.tpl of cloud-on-k8s).
OPERATORS = {
    ("apps", "StatefulSet"): "spec",
    ("apps", "Deployment"): "spec",
    ("operators.coreos.com", "ClusterServiceVersion"): "spec.install.spec.deployments[*].spec",
}
INJECTION = "istio-injection"  # a label of a Namespace, like the next one
POD_SECURITY = "pod-security.kubernetes.io/enforce"
NAMESPACE_NAME = "kubernetes.io/metadata.name"  # the label that Kubernetes gives each Namespace


class ObjectKind(NamedTuple):
    """One kind of object. version: the one that is created; "" for kinds that are only read."""

    group: str
    kind: str
    version: str = ""

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}"

    @property
    def identity(self) -> tuple[str, str]:
        """The part of a Ref that tells the kind."""
        return (self.group, self.kind)

    @property
    def resource(self) -> str:
        """The name that kubectl takes."""
        name = self.kind.lower()
        plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
        return f"{plural}.{self.group}"


SERVICE = ObjectKind("", "Service")
SECRET = ObjectKind("", "Secret")  # read only where a resource of ECK names it
CONFIG_MAP = ObjectKind("", "ConfigMap")  # read only where the operator's pods mount it
NAMED = (SECRET.identity, CONFIG_MAP.identity)  # read only where another manifest names them
NAMESPACE = ObjectKind("", "Namespace")
NETWORK_POLICY = ObjectKind("networking.k8s.io", "NetworkPolicy")
SIDECAR = ObjectKind("networking.istio.io", "Sidecar", "v1")
SERVICE_ENTRY = ObjectKind("networking.istio.io", "ServiceEntry", "v1")
AUTHORIZATION_POLICY = ObjectKind("security.istio.io", "AuthorizationPolicy", "v1")
# Kinds of Istio by which users decide what a proxy does with a connection, or where it leads.
GUARDS = (
    AUTHORIZATION_POLICY,
    ObjectKind("security.istio.io", "RequestAuthentication"),
    ObjectKind("networking.istio.io", "EnvoyFilter"),
    ObjectKind("networking.istio.io", "ProxyConfig"),
    ObjectKind("extensions.istio.io", "WasmPlugin"),
    ObjectKind("extensions.istio.io", "TrafficExtension"),
    SERVICE_ENTRY,
    ObjectKind("networking.istio.io", "WorkloadEntry"),
)
ISTIO_GATEWAY = ObjectKind("networking.istio.io", "Gateway")
API_GATEWAY = ObjectKind("gateway.networking.k8s.io", "Gateway")
BACKEND_TLS = ObjectKind("gateway.networking.k8s.io", "BackendTLSPolicy")
API_ROUTES = tuple(
    ObjectKind("gateway.networking.k8s.io", kind)
    for kind in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute")
)
# Istio's are served since 1.22 (v1beta1 and v1alpha3 hold the same fields), Kubernetes' since 1.30.
PEER_AUTHENTICATION = ObjectKind("security.istio.io", "PeerAuthentication", "v1")
DESTINATION_RULE = ObjectKind("networking.istio.io", "DestinationRule", "v1")
VIRTUAL_SERVICE = ObjectKind("networking.istio.io", "VirtualService", "v1")
ADMISSION_POLICY = ObjectKind("admissionregistration.k8s.io", "ValidatingAdmissionPolicy", "v1")
ADMISSION_BINDING = ObjectKind(
    "admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding", "v1"
)

CREATED = (
    PEER_AUTHENTICATION,
    AUTHORIZATION_POLICY,
    DESTINATION_RULE,
    SIDECAR,
    SERVICE_ENTRY,
    VIRTUAL_SERVICE,
    ADMISSION_POLICY,
    ADMISSION_BINDING,
)
CLUSTER_SCOPED = (
    NAMESPACE.kind,
    ADMISSION_POLICY.kind,
    ADMISSION_BINDING.kind,
    "CiliumClusterwideNetworkPolicy",
    "GlobalNetworkPolicy",
)
# Kinds that route traffic from outside the cluster. Before version 3 Traefik had another group.
INGRESSES = (
    ObjectKind("networking.k8s.io", "Ingress"),
    ObjectKind("route.openshift.io", "Route"),
    *(
        ObjectKind(group, kind)
        for group in ("traefik.io", "traefik.containo.us")
        for kind in ("IngressRoute", "IngressRouteTCP", "TraefikService")
    ),
)
# Network policies of Cilium and Calico, with the field that selects pods.
PLUGIN_POLICIES = {
    ObjectKind("cilium.io", "CiliumNetworkPolicy"): "endpointSelector",
    ObjectKind("cilium.io", "CiliumClusterwideNetworkPolicy"): "endpointSelector",
    **{
        ObjectKind(group, kind): "selector"
        for group in ("projectcalico.org", "crd.projectcalico.org")
        for kind in ("NetworkPolicy", "GlobalNetworkPolicy")
    },
}
SUBSCRIPTION = ObjectKind("operators.coreos.com", "Subscription")  # of OLM
# Kinds of the Prometheus operator, with the field that lists what they scrape.
MONITORS = {
    ObjectKind("monitoring.coreos.com", "PodMonitor"): "podMetricsEndpoints",
    ObjectKind("monitoring.coreos.com", "ServiceMonitor"): "endpoints",
}
READ = frozenset(
    one.identity
    for one in (
        *CREATED,
        *GUARDS,
        *INGRESSES,
        *MONITORS,
        *PLUGIN_POLICIES,
        *API_ROUTES,
        API_GATEWAY,
        BACKEND_TLS,
        ISTIO_GATEWAY,
        NETWORK_POLICY,
        SERVICE,
        SIDECAR,
        SUBSCRIPTION,
        VIRTUAL_SERVICE,
    )
)
