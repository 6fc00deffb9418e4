"""Connections made by hand: a small stack with every outcome, every kind of client and every way to a pod."""

from __future__ import annotations

from eck_mesh.manifests.manifest import Ref
from eck_mesh.messages.reason import Reason, reason
from eck_mesh.reach.connection import HOW, Client, Connection
from eck_mesh.report.connections.compared import Compared

ES = Ref("elasticsearch.k8s.elastic.co", "Elasticsearch", "prod", "es")
KB = Ref("kibana.k8s.elastic.co", "Kibana", "prod", "kb")

OPERATOR = Client("operator", "the operator")
KIBANA = Client("resource", "Kibana/prod/kb", KB)
NODES = Client("resource", "Elasticsearch/prod/es", ES)
KUBELET = Client("kubelet", "the kubelet")
MESHED = Client("meshed", "a pod in the mesh")
OUTSIDE = Client("outside", "a pod outside the mesh")
GATEWAY = Client("gateway", "Ingress/prod/es")

STRICT = reason("accepts-mesh-identities")
RULE = reason("clients-use-mutual-tls")
BYPASS = reason("bypass-with-own-tls", ports="9300")


def by_service(
    client: Client, how: str, *why: Reason, service: str = "es-es-http", port: int = 9200
) -> Connection:
    target = KB if port == 5601 else ES
    return Connection(client, target, service, "service", port, port, how, why or (STRICT,))


def by_address(client: Client, how: str, *why: Reason, port: int = 9200) -> Connection:
    return Connection(client, ES, "", "pod address", port, port, how, why or (STRICT,))


def stack() -> list[Connection]:
    """As a strict release: what it accepts, what it refuses, and what bypasses it."""
    kibana = "kb-kb-http"
    return [
        by_service(OPERATOR, "mTLS", RULE, STRICT, service="es-es-internal-http"),
        by_service(KIBANA, "mTLS", RULE, STRICT),
        by_service(MESHED, "mTLS", RULE, STRICT),
        by_service(MESHED, "mTLS", RULE, STRICT, service="es-es-default"),
        by_address(MESHED, "plain"),
        by_service(OUTSIDE, "refused"),
        by_address(OUTSIDE, "refused"),
        by_service(GATEWAY, "own TLS"),
        by_address(KUBELET, "unknown", port=8080),
        by_address(NODES, "own TLS", BYPASS, port=9300),
        by_address(OUTSIDE, "own TLS", BYPASS, port=9300),
        by_service(MESHED, "TLS in mTLS", service=kibana, port=5601),
        by_service(OUTSIDE, "refused", service=kibana, port=5601),
    ]


ODD = (
    "<img src=x onerror=alert(1)>",
    "</style></title><script>document.title='x'</script>",
    "\"'`&amp;&lt;&#60;",
    'a]"] --> b',
    "%%{init: {}}%% %% end",
    "`**bold**` _it_ # ; | { } ( ) [ ] < >",
    "end",
    "x" * 253,
    "語\u202e\u200b\u0007\x1b[31m é",
    'click c0 href "https://example.com"',
    "javascript:alert(1)",
    "#quot; #35; fa:fa-car $$x$$",
)


def hostile() -> list[Compared]:
    """Names as nobody should give them, and as a stream can have them: no name is checked before it is printed."""
    rows = []
    for number, name in enumerate(ODD):
        client = Client("resource", f"Kibana/{name}", KB._replace(name=name))
        one = by_service(client, HOW[number % len(HOW)], service=name)
        target = ES._replace(name=name) if number % 2 else ES
        rows.append(Compared(one._replace(target=target)))
    return rows
