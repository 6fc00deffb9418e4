"""Connections made by hand: a small stack with every outcome, every kind of client and every way to a pod."""

from __future__ import annotations

from eck_mesh.manifests.manifest import Ref
from eck_mesh.messages.reason import Reason, reason
from eck_mesh.reach.connection import Client, Connection

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
