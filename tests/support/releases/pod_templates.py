"""Pod templates as users write them: labels and annotations of Istio, host network, ports."""

from __future__ import annotations

from tests.support.releases.dice import Body, Dice

TRAFFIC = "traffic.sidecar.istio.io/"
# What users write, and how often. The mode refuses or appends to some of it.
ANNOTATIONS = {
    f"{TRAFFIC}excludeInboundPorts": (0.04, ["9300", "8081", "9114,9115", "9601", "5045"]),
    f"{TRAFFIC}excludeOutboundPorts": (0.06, ["443", "9300", "9200", "5601,8220", "3306"]),
    f"{TRAFFIC}includeInboundPorts": (0.02, ["*", "*", "*", "9200", "5601,9114"]),
    f"{TRAFFIC}includeOutboundPorts": (0.01, ["9300", "9200", "443"]),
    f"{TRAFFIC}excludeOutboundIPRanges": (0.01, ["10.96.0.0/16", "192.0.2.0/24", "192.0.2.0/24"]),
    f"{TRAFFIC}includeOutboundIPRanges": (0.01, ["*", "*", "10.0.0.0/8"]),
    "sidecar.istio.io/interceptionMode": (0.01, ["TPROXY", "REDIRECT"]),
    "sidecar.istio.io/nativeSidecar": (0.05, ["true", "false"]),
    "ambient.istio.io/bypass-inbound-capture": (0.003, "true"),
}
LABELS = {
    "sidecar.istio.io/inject": (0.005, ["true", "false"]),
    "istio.io/dataplane-mode": (0.005, ["none", "ambient"]),
    "security.istio.io/tlsMode": (0.01, ["istio", "istio", "disabled"]),
    "istio.io/use-waypoint": (0.01, ["none", "waypoint"]),
    "team": (0.2, ["search", "web"]),
}
PORTS = [
    {"name": "metrics", "containerPort": 9114},
    {"name": "metrics", "containerPort": 9114, "hostPort": 9114},
    {"containerPort": 9600},
    {"name": "syslog", "containerPort": 5514, "protocol": "UDP"},
]


def pod_template(dice: Dice, container: str, host_network: float = 0.005) -> Body:
    """One. host_network: how often it uses the network of its node."""
    found: Body = {}
    labels, annotations = dice.some(LABELS), dice.some(ANNOTATIONS)
    metadata = {"labels": labels, "annotations": annotations}
    if any(metadata.values()):
        found["metadata"] = {key: value for key, value in metadata.items() if value}
    spec: Body = {}
    if dice.chance(host_network):
        spec["hostNetwork"] = True
    if dice.chance(0.1):
        spec["containers"] = [{"name": dice.of([container, "exporter"]), "ports": [dice.of(PORTS)]}]
    if spec:
        found["spec"] = spec
    return {"podTemplate": found} if found else {}
