"""What reach says of Istio's gateways, and what istiod's own code makes of them: the clusters that a gateway gets, where the
stream and others have rules, Sidecars and Services for it. Packets are in test_gateways.py."""

from __future__ import annotations

import itertools

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.cluster.judge.reached import Reached
from tests.cluster.judge.verdicts import Judged, judge
from tests.support.streams import STACK

ISTIO, API = "apiVersion: networking.istio.io/v1", "apiVersion: gateway.networking.k8s.io/v1"
KIBANA = "{destination: {host: kb-kb-http, port: {number: 5601}}}"
NODES = "{destination: {host: es-es-default, port: {number: 9200}}}"
OWN = "{destination: {host: own, port: {number: 80}}}"
BACK = "{backendRefs: [{name: kb-kb-http, port: 5601}]}"
# Istio's own gateway, by each section of a VirtualService, and one of the Gateway API, by each kind of route.
WAYS = {
    "http": f"http: [{{route: [{KIBANA}]}}]",
    "tls": f"tls: [{{match: [{{port: 443, sniHosts: [a.example.com]}}], route: [{KIBANA}]}}]",
    "tcp": f"tcp: [{{route: [{KIBANA}]}}]",
    "tcp ended": f"tcp: [{{route: [{KIBANA}]}}]",
    "http to pods": f"http: [{{route: [{NODES}]}}]",
    "tls to pods": f"tls: [{{match: [{{port: 443, sniHosts: [a.example.com]}}], route: [{NODES}]}}]",
    "http to a Service": f"http: [{{route: [{OWN}]}}]",
    "http to a hidden Service": f"http: [{{route: [{OWN.replace('own', 'hidden')}]}}]",
    "HTTPRoute": BACK,
    "GRPCRoute": BACK,
    "TLSRoute": BACK,
    "TCPRoute": BACK,
}


def called(way: str) -> str:
    return way.lower().replace(" ", "-")


def route(way: str) -> str:
    """A Gateway in edge, and a route of prod through it."""
    name = called(way)
    if way in ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"):
        hosts = "" if way == "TCPRoute" else "hostnames: [a.example.com], "
        protocol = {"TLSRoute": "TLS, tls: {mode: Passthrough}", "TCPRoute": "TCP"}.get(way, "HTTP")
        listener = f"{{name: a, port: 80, protocol: {protocol}, allowedRoutes: {{namespaces: {{from: All}}}}}}"
        gateway = f"{API}\nkind: Gateway\nmetadata: {{name: {name}, namespace: edge}}\nspec: {{gatewayClassName: istio, listeners: [{listener}]}}\n"
        spec = f"{{parentRefs: [{{name: {name}, namespace: edge}}], {hosts}rules: [{WAYS[way]}]}}"
        return f"---\n{gateway}---\n{API}\nkind: {way}\nmetadata: {{name: {name}, namespace: prod}}\nspec: {spec}\n"
    modes = {"tls": "TLS}, tls: {mode: PASSTHROUGH}", "tcp": "TCP}"}
    modes |= {"tcp ended": "TLS}, tls: {mode: SIMPLE, credentialName: a}"}
    port = f"{{port: {{number: 443, name: a, protocol: {modes.get(way, modes.get(way[:3], 'HTTP}'))}, hosts: ['*']}}"
    gateway = f"{ISTIO}\nkind: Gateway\nmetadata: {{name: {name}, namespace: edge}}\nspec: {{selector: {{istio: ingress}}, servers: [{port}]}}\n"
    spec = f"{{hosts: [a.example.com], gateways: [edge/{name}], {WAYS[way]}}}"
    return f"---\n{gateway}---\n{ISTIO}\nkind: VirtualService\nmetadata: {{name: {name}, namespace: prod}}\nspec: {spec}\n"


def rule(
    namespace: str, more: str = "", mode: str = "SIMPLE", host: str = "'*.prod.svc.cluster.local'"
) -> str:
    spec = f"{{host: {host}, {more}trafficPolicy: {{tls: {{mode: {mode}}}}}}}"
    return f"---\n{ISTIO}\nkind: DestinationRule\nmetadata: {{name: own, namespace: {namespace}}}\nspec: {spec}\n"


def selecting(label: str) -> str:
    return f"workloadSelector: {{matchLabels: {{{label}}}}}, "


HIDING = f"---\n{ISTIO}\nkind: Sidecar\nmetadata: {{name: hides, namespace: edge}}\nspec: {{egress: [{{hosts: [istio-system/*]}}]}}\n"
EVERYTHING = "selector: {common.k8s.elastic.co/type: elasticsearch}"
OTHERS = {
    "nothing": "",
    "SIMPLE in the gateway's namespace": rule("edge"),
    "SIMPLE for Istio's gateway": rule("edge", selecting("istio: ingress")),
    "SIMPLE for a gateway of the API": rule("edge", selecting("gateway.networking.k8s.io/gateway-name: httproute")),
    "SIMPLE for another gateway": rule("edge", selecting("istio: other")),
    "SIMPLE in the target's namespace for the gateway": rule("prod", selecting("istio: ingress")),
    "SIMPLE in the target's namespace, exported": rule("prod", "exportTo: [edge], "),
    "SIMPLE in the root namespace": rule("istio-system"),
    "DISABLE for the gateway": rule("edge", selecting("istio: ingress"), "DISABLE"),
    "MUTUAL for the gateway": rule("edge", "", "ISTIO_MUTUAL"),
    "a Sidecar that hides": HIDING,
    "a Sidecar that blocks": HIDING.replace("spec: {", "spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}, "),
    "a policy DISABLE": "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: es-es, namespace: prod}\nspec: {selector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: es}}, mtls: {mode: DISABLE}}\n",
}  # fmt: skip
SERVICE = f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: own, namespace: prod}}\nspec: {{clusterIP: None, {EVERYTHING}, ports: [{{name: PORT, port: 80, targetPort: 9200}}]}}\n"
HIDDEN = SERVICE.replace(
    "{name: own,", "{annotations: {networking.istio.io/exportTo: .}, name: hidden,"
)
BLOCKS = [
    {"mode": "strict", "tls": "eck"},
    {"mode": "strict", "tls": "istio"},
    {"mode": "permissive", "tls": "eck"},
    {"mode": "permissive", "tls": "istio"},
    {"mode": "excluded", "tls": "eck"},
]


def reached(other: str, block: dict[str, str]) -> Reached:
    """A rendering with a route of each way, through a Gateway of its own, and objects that its plan has not seen."""
    words = dict(block)
    mode = words.pop("mode")
    service = SERVICE.replace("PORT", "tcp" if block["tls"] == "eck" else "http")
    rendering = render(
        STACK + service + HIDDEN.replace("PORT", "tcp"), Flags(mode=mode, block=words)
    )
    return Reached(rendering, ("".join(map(route, WAYS)) + other).removeprefix("---\n"))


@pytest.fixture(scope="module")
def judged() -> dict[str, dict[str, Judged]]:
    """By what others have: by the settings."""
    every = list(itertools.product(OTHERS, BLOCKS))
    answers = judge([reached(OTHERS[other], block) for other, block in every])
    found: dict[str, dict[str, Judged]] = {}
    for (other, block), one in zip(every, answers, strict=True):
        found.setdefault(other, {})[" ".join(block.values())] = one
    return found


@pytest.mark.parametrize("other", OTHERS)
def test_reach_and_istiod_agree_on_gateways(
    other: str, judged: dict[str, dict[str, Judged]]
) -> None:
    wrong = {}
    for block, one in judged[other].items():
        wrong[block] = [text for text in one.wrong if text.startswith("the gateway")]
    assert {block: texts for block, texts in wrong.items() if texts} == {}


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: " ".join(block.values()))
def test_every_way_is_asked_about(block: dict[str, str]) -> None:
    told = [one for one in reached("", block).told if one.connection.client.kind == "gateway"]
    asked = {one.connection.client.name.removeprefix("the gateway edge/") for one in told}
    assert asked == set(map(called, WAYS))
