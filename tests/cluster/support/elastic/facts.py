"""What each cluster in mode strict shows, whatever its TLS and its sidecars are: who gets in, who is refused, and by whom."""

from __future__ import annotations

import json
from typing import Any

from tests.cluster.support.elastic.clients import Answer, Client, Handshake
from tests.cluster.support.elastic.cluster import Elastic

WAYS = ("service", "pod name", "pod address")
# What Java's TLS says to a client without a certificate: RFC 8446, 6.2.
NO_CERTIFICATE = {"SSLV3_ALERT_BAD_CERTIFICATE", "TLSV13_ALERT_CERTIFICATE_REQUIRED"}


def where(elastic: Elastic, way: str, port: int = 9200) -> str:
    """Host and port."""
    if way == "service":
        return elastic.service(port)
    return elastic.pod_name(port) if way == "pod name" else f"{elastic.address()}:{port}"


def nodes(elastic: Elastic, client: Client) -> set[str]:
    """The nodes that Elasticsearch says it has."""
    answer = client.ask(f"{elastic.url()}/_cat/nodes?format=json&h=name")
    return {node["name"] for node in loaded(answer)}


def health(elastic: Elastic, client: Client) -> dict[str, Any]:
    found: dict[str, Any] = loaded(client.ask(f"{elastic.url()}/_cluster/health"))
    return found


def writes_and_searches(elastic: Elastic, client: Client) -> None:
    """As the user `elastic`: a document goes in and is found; without a password, and with a wrong one, none does."""
    document = f"{elastic.url()}/books/_doc/1?refresh=true"
    made = client.send("PUT", document, '{"title": "The Mesh"}')
    assert made.status in ("200", "201"), made
    found = loaded(client.ask(f"{elastic.url()}/books/_search?q=title:mesh"))
    assert [hit["_source"]["title"] for hit in found["hits"]["hits"]] == ["The Mesh"]
    for login in "", "elastic:wrong":
        assert client.ask(f"{elastic.url()}/books/_search", login=login).status == "401"


def refused_outside(elastic: Elastic, outside: Client) -> None:
    """In plain HTTP and in TLS. Elasticsearch itself would answer 401 to the one that it serves; the certificate shows that it
    was the sidecar of the node that asked for one of the client."""
    for way in WAYS:
        for scheme in "http", "https":
            answer = outside.ask(f"{scheme}://{where(elastic, way)}/")
            assert answer.refused, (way, scheme, answer)
    found = outside.handshake(elastic.address(), 9200, elastic.mesh_authority())
    assert found == Handshake(True, "TLSV13_ALERT_CERTIFICATE_REQUIRED")


def transport_is_elasticsearchs_own(elastic: Elastic, client: Client) -> None:
    """The certificate on 9300 is of ECK's transport CA, and the alert that ends the handshake Elasticsearch's: no sidecar is
    between them. Asked of every node, by its address."""
    authority = elastic.transport_authority()
    for pod in elastic.pods().values():
        found = client.handshake(pod["status"]["podIP"], 9300, authority)
        assert found.issued, found
        assert found.alert in NO_CERTIFICATE, found


def loaded(answer: Answer) -> Any:
    assert answer.status == "200", answer
    return json.loads(answer.body)
