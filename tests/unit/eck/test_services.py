"""The Services of a resource, and the ports of its pods that a Service targets."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.services import pod_ports, services
from tests.support.manifests import resource


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ([{"port": 443, "targetPort": 9200}, {"port": 9300}], [9200, 9300]),
        ([{"port": 443, "targetPort": "https"}], [9200]),
        ([{"port": 1, "targetPort": "metrics"}, {"port": 2, "targetPort": "nowhere"}], [9114]),
        ([{"port": 514, "protocol": "UDP"}], []),
        ("all", []),
    ],
)
def test_the_container_ports_that_a_service_targets(ports: Any, found: list[int]) -> None:
    container = {"name": "exporter", "ports": [{"name": "metrics", "containerPort": 9114}]}
    body = {"nodeSets": [{"name": "a", "podTemplate": {"spec": {"containers": [container]}}}]}
    assert pod_ports(resource("Elasticsearch", "es", body), {"ports": ports}) == found


def test_a_user_defined_api_service_replaces_that_of_eck() -> None:
    def logstash(*entries: Any) -> list[tuple[str, list[int]]]:
        return [
            (one.name, one.ports)
            for one in services(resource("Logstash", "in", {"services": list(entries)}))
        ]

    assert logstash() == [("in-ls-api", [9600])]
    assert logstash({"name": "api", "service": {"spec": {"ports": [{"port": 9700}]}}}) == [
        ("in-ls-api", [9700])
    ]
    assert logstash({"name": "api", "tls": {}}, {"service": {}}, "none") == [("in-ls-api", [9600])]
