"""Addresses in Fleet's settings."""

from __future__ import annotations

import pytest

from eck_mesh.eck.fleet import service_of_address
from eck_mesh.eck.references import Dialed
from tests.support.manifests import dialed, elasticsearch, resource


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://es-es-http.logs.svc:9200", ("es-es-http", "logs")),
        ("es-es-http:9200", ("es-es-http", "logs")),
        ("https://user@es-es-a-0.es-es-a.logs.svc.cluster.local", ("es-es-a", "logs")),
        ("https://es-es-http.apps.svc:9200", None),
        ("https://es.example.com", None),
        ("default", None),
        ("", None),
    ],
)
def test_the_service_that_an_address_names(address: str, service: tuple[str, str] | None) -> None:
    known = {
        ("es-es-http", "logs"): elasticsearch("es").ref,
        ("es-es-a", "logs"): elasticsearch("es").ref,
    }
    assert service_of_address(address, "logs", known) == service


def test_an_output_of_fleet_to_logstash_is_one_port() -> None:
    logstash = resource(
        "Logstash",
        "in",
        {"services": [{"name": "beats", "service": {"spec": {"ports": [{"port": 5044}]}}}]},
    )
    outputs = [{"type": "logstash", "hosts": ["in-ls-beats.logs.svc:5044"]}]
    kibana = resource("Kibana", "kb", {"config": {"xpack": {"fleet": {"outputs": outputs}}}})
    agent = resource("Agent", "host", {"kibanaRef": {"name": "kb"}})
    assert dialed(agent, kibana, logstash) == [
        Dialed(logstash.ref, "http", "in-ls-beats", kibana.ref),
    ]
