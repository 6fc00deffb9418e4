"""The shape of everything that the rules read, by kind; for ECK's kinds it follows from
kinds.yaml."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.kubernetes_shapes import METADATA, OBJECTS, POD, SELECTOR, SERVICE, STRINGS
from eck_mesh.manifests.shape import EACH, UNIQUE, shape_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.kinds import Kind
    from eck_mesh.manifests.shape import Fields, Shape

TLS: Fields = {
    "selfSignedCertificate": {"disabled": "boolean"},
    "certificate": {"secretName": "string"},
    "client": {"authentication": "boolean"},
}
REFERENCE: Fields = dict.fromkeys(("name", "namespace", "serviceName", "clusterName"), "string")
# What one or more kinds of ECK have besides the fields that kinds.yaml names.
RESOURCE: Fields = {
    "metadata": METADATA,
    "spec": {
        "config": {},
        "elasticsearch": {"config": {}},
        "nodeSets": [{UNIQUE: "", "config": {}}],
        "pipelines": [{}],
        "resourceSelector": SELECTOR,
        "selector": SELECTOR,
        "services": [{"name": "string", "tls": TLS}],
        "version": "string",
    },
}
MUTUAL_TLS: Fields = {"mode": "string"}
DESTINATION: Fields = {"host": "string", "port": {"number": "integer"}}
TRAFFIC_POLICY: Fields = {
    "tls": MUTUAL_TLS,
    "portLevelSettings": [{"port": {"number": "integer"}, "tls": MUTUAL_TLS}],
}
MATCHES: Fields = {"match": [{"gateways": ["string"]}]}
ISTIO_ROUTE: Fields = {**MATCHES, "route": [{"destination": DESTINATION}]}
SELECTING: Fields = {"selector": SELECTOR, "workloadSelector": {"labels": STRINGS}}
MONITOR: Fields = {"selector": SELECTOR, "namespaceSelector": {"matchNames": ["string"]}}
SCRAPED: Fields = {"port": "string", "portNumber": "integer", "targetPort": "port"}
# What is below the spec of Istio's objects, by kind.
POLICIES: dict[str, Fields] = {
    "PeerAuthentication": {
        "selector": SELECTOR,
        "mtls": MUTUAL_TLS,
        "portLevelMtls": {EACH: MUTUAL_TLS},
    },
    "VirtualService": {
        "gateways": ["string"],
        "hosts": ["string"],
        "http": [{**ISTIO_ROUTE, "mirror": DESTINATION, "mirrors": [{"destination": DESTINATION}]}],
        "tls": [ISTIO_ROUTE],
        "tcp": [ISTIO_ROUTE],
    },
    "Gateway": {  # Istio's, and that of the Gateway API
        "servers": [{"port": {"protocol": "string"}, "tls": MUTUAL_TLS}],
        "gatewayClassName": "string",
        "listeners": [{"name": "string", "protocol": "string", "tls": MUTUAL_TLS}],
    },
    "AuthorizationPolicy": {
        "action": "string",
        "selector": SELECTOR,
        "rules": [
            {
                "from": [{"source": {EACH: ["string"]}}],
                "to": [{"operation": {EACH: ["string"]}}],
                "when": [{"key": "string", "values": ["string"], "notValues": ["string"]}],
            }
        ],
    },
    "RequestAuthentication": SELECTING,
    "EnvoyFilter": {**SELECTING, "configPatches": [{"match": {"context": "string"}}]},
    "WasmPlugin": SELECTING,
    "TrafficExtension": SELECTING,
    "ProxyConfig": SELECTING,
    "ServiceEntry": {"hosts": ["string"]},
    "WorkloadEntry": {"labels": STRINGS},
    "PodMonitor": {**MONITOR, "podMetricsEndpoints": [SCRAPED]},
    "ServiceMonitor": {**MONITOR, "endpoints": [SCRAPED]},
    "Sidecar": {
        "workloadSelector": {"labels": STRINGS},
        "egress": [{"hosts": ["string"]}],
        "ingress": [{"port": {"number": "integer"}}],
        "outboundTrafficPolicy": {"mode": "string"},
    },
    "DestinationRule": {
        "host": "string",
        "exportTo": ["string"],
        "subsets": [{"trafficPolicy": TRAFFIC_POLICY}],
        "trafficPolicy": TRAFFIC_POLICY,
        "workloadSelector": {"matchLabels": STRINGS},
    },
}


def shapes_by_kind() -> dict[str, list[Shape]]:
    """The shapes that a manifest of each kind must have, all of them."""
    found: dict[str, list[Shape]] = {
        name: _shapes_of_resource(kind) for name, kind in KINDS.items()
    }
    others = {**OBJECTS, **{kind: {"spec": spec} for kind, spec in POLICIES.items()}}
    return {**found, **{kind: [shape] for kind, shape in others.items()}}


def _shapes_of_resource(kind: Kind) -> list[Shape]:
    found: list[Shape] = [RESOURCE]
    found += [shape_at(f"{holder}.{kind.podTemplate}", POD) for holder in kind.podTemplateHolders]
    if kind.httpTls:
        found.append(shape_at(".".join(map(str, kind.httpTls)), TLS))
    for service in kind.services:
        if service.template:
            found.append(shape_at(service.template, SERVICE))
        if service.when:
            found.append(shape_at(service.when, "boolean"))
    for reference in kind.references:
        found.append(shape_at(reference.path, SELECTOR if reference.namespaces else REFERENCE))
        if reference.namespaces:
            found.append(shape_at(reference.namespaces, SELECTOR))
    return found
