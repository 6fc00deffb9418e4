"""Hosts outside the cluster: what a Sidecar that says REGISTRY_ONLY lists, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from eck_mesh.plan.render import render
from eck_mesh.reach.outside import outside_hosts
from eck_mesh.settings.settings import Flags

KIBANA = {
    "apiVersion": "kibana.k8s.elastic.co/v1",
    "kind": "Kibana",
    "metadata": {"name": "kb", "namespace": "prod"},
    "spec": {"version": "9.4.3", "count": 1},
}


def istio(kind: str, name: str, namespace: str = "prod", **spec: Any) -> dict[str, Any]:
    metadata = {"name": name, "namespace": namespace}
    return {
        "apiVersion": "networking.istio.io/v1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }


def entry(host: str, namespace: str = "prod", **spec: Any) -> dict[str, Any]:
    ports = [{"number": 443, "name": "tls", "protocol": "TLS"}]
    return istio("ServiceEntry", "theirs", namespace, hosts=[host], ports=ports, **spec)


def sidecar(*hosts: str, **spec: Any) -> dict[str, Any]:
    only = {"outboundTrafficPolicy": {"mode": "REGISTRY_ONLY"}}
    return istio("Sidecar", "theirs", egress=[{"hosts": list(hosts)}], **{**only, **spec})


def shown(*objects: dict[str, Any], mode: str = "strict", **block: Any) -> list[tuple[str, str]]:
    text = yaml.safe_dump_all([KIBANA, *objects])
    found = outside_hosts(render(text, Flags(mode=mode, block=block)).after)
    return [(one.host, one.reason.id) for one in found]


KNOWN, BLOCKED = ("a.example.com", "host-made-known"), ("", "sidecar-blocks-unknown")


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([entry("a.example.com")], []),
        ([entry("a.example.com"), sidecar("./*")], [KNOWN, BLOCKED]),
        ([entry("a.example.com"), sidecar("./a.example.com")], [KNOWN, BLOCKED]),
        ([entry("a.example.com"), sidecar("./b.example.com")], [BLOCKED]),
        ([entry("a.example.com", "shop"), sidecar("shop/*")], [KNOWN, BLOCKED]),
        ([entry("a.example.com", "shop", exportTo=["."]), sidecar("shop/*")], [BLOCKED]),
        ([entry("a.example.com"), sidecar("./*", outboundTrafficPolicy={})], []),
        (
            [
                entry("a.example.com"),
                sidecar("./*", workloadSelector={"labels": {"app": "other"}}),
            ],
            [],
        ),
    ],
)
def test_a_host_is_reached_if_the_sidecar_lists_it(
    objects: list[dict[str, Any]], expected: list[tuple[str, str]]
) -> None:
    assert shown(*objects) == expected


def test_the_setting_shows_what_it_lists() -> None:
    hosts: list[dict[str, Any]] = [
        {"host": "a.example.com"},
        {"host": "10.0.0.0/8", "ports": [9200]},
    ]
    found = dict(shown(egress="registryOnly", egressHosts=hosts))
    assert {"a.example.com", "10.0.0.0/8", "", "epr.elastic.co"} <= set(found)
    assert shown(egress="any", egressHosts=hosts) == []
    by_port = [{"host": "a.example.com", "ports": [9092], "protocol": "TCP"}]
    assert ("*", "host-made-known") in shown(egress="registryOnly", egressHosts=by_port)
    assert shown(egress="registryOnly", mode="excluded") == []
