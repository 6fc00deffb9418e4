"""Which DestinationRule Istio finds: as setDestinationRules and destinationRule in
pilot/pkg/model/push_context.go do."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.rule_search import rank_of_own_rule, rank_of_rule
from eck_mesh.manifests.manifest import Manifest, Ref

EXACT = "es-es-http.prod.svc.cluster.local"
SELECTOR = {"workloadSelector": {"matchLabels": {"istio": "ingressgateway"}}}


def rule(namespace: str, host: str = EXACT, **spec: Any) -> Manifest:
    ref = Ref("networking.istio.io", "DestinationRule", namespace, "rule")
    return Manifest(ref, {"spec": {"host": host, **spec}}, 1)


@pytest.mark.parametrize(
    ("namespace", "spec", "client", "step"),
    [
        ("apps", {}, "apps", 0),
        ("apps", {}, "other", None),
        ("apps", {"exportTo": ["."]}, "apps", 0),
        ("apps", {"exportTo": ["apps"]}, "apps", 0),
        ("apps", {"exportTo": ["prod"]}, "apps", None),
        ("apps", SELECTOR, "apps", 0),
        ("apps", {"workloadSelector": {}}, "apps", 0),
        ("prod", {}, "prod", 0),
        ("prod", {}, "apps", 1),
        ("prod", {"exportTo": ["*"]}, "apps", 1),
        ("prod", {"exportTo": ["."]}, "apps", None),
        ("prod", {"exportTo": ["apps"]}, "apps", 1),
        ("prod", {"exportTo": ["apps"]}, "prod", None),
        ("prod", {**SELECTOR, "exportTo": ["*"]}, "apps", None),
        ("istio-system", {}, "apps", 2),
        ("istio-system", {"exportTo": ["."]}, "apps", None),
        # In the root namespace itself only what is private to it comes first.
        ("istio-system", {}, "istio-system", 2),
        ("istio-system", {"exportTo": ["."]}, "istio-system", 0),
        ("istio-system", SELECTOR, "istio-system", 0),
    ],
)
def test_where_a_rule_is_found(
    namespace: str, spec: dict[str, Any], client: str, step: int | None
) -> None:
    found = rank_of_rule(rule(namespace, **spec), client, "prod")
    assert (found.step if found else None) == step


def test_the_most_specific_host_comes_first_in_one_namespace() -> None:
    hosts = ["*", EXACT, "*.svc.cluster.local", "*.prod.svc.cluster.local"]
    ranks = [rank_of_rule(rule("prod", host), "apps", "prod") for host in hosts]
    known = [rank for rank in ranks if rank]
    assert sorted(known) == [ranks[1], ranks[3], ranks[2], ranks[0]]


@pytest.mark.parametrize(
    ("client", "service", "step"),
    [("prod", "prod", 0), ("apps", "prod", 1), ("istio-system", "istio-system", 1)],
)
def test_where_the_rule_of_eck_mesh_is_found(client: str, service: str, step: int) -> None:
    assert rank_of_own_rule(client, service) == rank_of_rule(rule(service), client, service)
    assert rank_of_own_rule(client, service).step == step
