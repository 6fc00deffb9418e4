"""The shape of what is read of Kubernetes' own objects, of OpenShift's Routes and of Traefik's
kinds."""

from __future__ import annotations

from eck_mesh.manifests.shape import EACH, UNIQUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.shape import Fields

STRINGS: Fields = {EACH: "string"}
METADATA: Fields = {"labels": STRINGS, "annotations": STRINGS}
SELECTOR: Fields = {
    "matchLabels": STRINGS,
    "matchExpressions": [{"key": "string", "operator": "string", "values": ["string"]}],
}
REQUEST: Fields = {"port": "port", "scheme": "string"}
PROBE: Fields = {"httpGet": REQUEST, "tcpSocket": REQUEST, "exec": {"command": ["string"]}}
USER: Fields = {"runAsUser": "integer", "runAsGroup": "integer"}
CONTAINER: Fields = {
    UNIQUE: "",
    "args": ["string"],
    "env": [{UNIQUE: ""}],
    "lifecycle": {"postStart": PROBE, "preStop": PROBE},
    "livenessProbe": PROBE,
    "ports": [
        {
            "name": "string",
            "containerPort": "integer",
            "hostPort": "integer",
            "protocol": "string",
        }
    ],
    "readinessProbe": PROBE,
    "restartPolicy": "string",
    "securityContext": USER,
    "startupProbe": PROBE,
    "volumeMounts": [{"mountPath": "string"}],
}
POD: Fields = {
    "metadata": METADATA,
    "spec": {
        "automountServiceAccountToken": "boolean",
        "containers": [CONTAINER],
        "hostNetwork": "boolean",
        "initContainers": [CONTAINER],
        "securityContext": USER,
        "volumes": [{UNIQUE: ""}],
    },
}
SERVICE_PORT: Fields = {
    "name": "string",
    "appProtocol": "string",
    "port": "integer",
    "protocol": "string",
    "targetPort": "port",
}
SERVICE: Fields = {
    "metadata": METADATA,
    "spec": {
        "clusterIP": "string",
        "clusterIPs": ["string"],
        "externalIPs": ["string"],
        "externalName": "string",
        "ports": [SERVICE_PORT],
        "selector": STRINGS,
        "type": "string",
    },
}
BACKEND: Fields = {
    **dict.fromkeys(("name", "namespace", "kind", "scheme"), "string"),
    "port": "port",
    "tls": "boolean",
}
INGRESS_BACKEND: Fields = {"service": {"name": "string", "port": {"name": "string"}}}
ROUTE_TLS: Fields = {"termination": "string", "passthrough": "boolean"}
ROUTES: Fields = {"routes": [{"services": [BACKEND]}], "tls": ROUTE_TLS}
PEER: Fields = {
    "ipBlock": {"cidr": "string", "except": ["string"]},
    "namespaceSelector": SELECTOR,
    "podSelector": SELECTOR,
}
POLICY_PORT: Fields = {"port": "port", "endPort": "integer", "protocol": "string"}
PARENT: Fields = dict.fromkeys(("name", "namespace", "kind", "sectionName"), "string")
API_BACKEND: Fields = {
    **dict.fromkeys(("name", "namespace", "kind"), "string"),
    "port": "integer",
}
API_ROUTE: Fields = {
    "parentRefs": [PARENT],
    "rules": [
        {
            "backendRefs": [API_BACKEND],
            "filters": [{"requestMirror": {"backendRef": API_BACKEND}}],
        }
    ],
}
POLICY_RULE: Fields = {"ports": [POLICY_PORT], "from": [PEER], "to": [PEER]}
# What is below the spec, by kind.
SPECS: dict[str, Fields] = {
    "Ingress": {
        "ingressClassName": "string",
        "defaultBackend": INGRESS_BACKEND,
        "rules": [{"http": {"paths": [{"backend": INGRESS_BACKEND}]}}],
    },
    "Route": {
        "to": BACKEND,
        "alternateBackends": [BACKEND],
        "port": {"targetPort": "port"},
        "tls": ROUTE_TLS,
    },
    "IngressRoute": ROUTES,
    "IngressRouteTCP": ROUTES,
    "TraefikService": {
        "weighted": {"services": [BACKEND]},
        "mirroring": {**BACKEND, "mirrors": [BACKEND]},
    },
    **dict.fromkeys(("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"), API_ROUTE),
    "BackendTLSPolicy": {"targetRefs": [{"kind": "string", "name": "string"}]},
    "NetworkPolicy": {
        "podSelector": SELECTOR,
        "policyTypes": ["string"],
        "ingress": [POLICY_RULE],
        "egress": [POLICY_RULE],
    },
}
OBJECTS: dict[str, Fields] = {
    "Service": SERVICE,
    "Namespace": {"metadata": METADATA},
    **{kind: {"metadata": METADATA, "spec": spec} for kind, spec in SPECS.items()},
}
