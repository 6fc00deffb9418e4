"""What AuthorizationPolicies say to a client."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.authorization import guards_of, judge
from eck_mesh.istio.authorization_rules import Access
from eck_mesh.manifests.manifest import Manifest, Ref

POD = {"app": "es"}
KIBANA = Access("web", "kb", 9200, is_http=True)
NOBODY = Access("", "", 9200, is_http=True)
BY_TLS = KIBANA._replace(is_http=False)


def policy(action: str = "ALLOW", namespace: str = "data", **spec: Any) -> Manifest:
    ref = Ref("security.istio.io", "AuthorizationPolicy", namespace, "one")
    return Manifest(ref, {"spec": {"action": action, **spec}}, 0)


def source(**fields: list[str]) -> dict[str, Any]:
    return {"from": [{"source": fields}]}


def operation(**fields: list[str]) -> dict[str, Any]:
    return {"to": [{"operation": fields}]}


def when(key: str, **values: list[str]) -> dict[str, Any]:
    return {"when": [{"key": key, **values}]}


def outcome(policies: list[Manifest], access: Access = KIBANA) -> str:
    guards = list(guards_of(policies, "data", [POD], {"role/": ("",)}))
    return judge(guards, access).outcome


@pytest.mark.parametrize(
    ("rule", "matches"),
    [
        ({}, True),
        (source(principals=["cluster.local/ns/web/sa/kb"]), True),
        (source(principals=["other.domain/ns/web/sa/kb"]), True),
        (source(principals=["cluster.local/ns/web/sa/other"]), False),
        (source(principals=["cluster.local/ns/web/*"]), True),
        (source(principals=["*/ns/web/sa/kb"]), True),
        (source(principals=["*"]), True),
        (source(notPrincipals=["*"]), False),
        (source(notPrincipals=["*/sa/other"]), True),
        (source(namespaces=["web"]), True),
        (source(namespaces=["we*"]), True),
        (source(notNamespaces=["web"]), False),
        (source(namespaces=["data"], principals=["*"]), False),
        (source(namespaces=[], principals=["*"]), True),
        (source(serviceAccounts=["web/kb"]), True),
        (source(serviceAccounts=["kb"]), False),
        (source(ipBlocks=["10.0.0.0/8"]), None),
        (source(notIpBlocks=["10.0.0.0/8"]), None),
        (source(ipBlocks=["10.0.0.0/8"], namespaces=["data"]), False),
        (operation(ports=["9200"]), True),
        (operation(ports=["9300"]), False),
        (operation(notPorts=["9200"]), False),
        (operation(methods=["GET"]), None),
        (operation(methods=["GET"], ports=["9300"]), False),
        ({"from": [{"source": {"namespaces": ["a"]}}, {"source": {"namespaces": ["web"]}}]}, True),
        (when("source.namespace", values=["web"]), True),
        (when("source.namespace", notValues=["web"]), False),
        (when("destination.port", values=["9300"]), False),
        (when("request.headers[x]", values=["y"]), None),
        (when("source.ip", values=["10.0.0.0/8"]), None),
    ],
)
def test_a_rule_matches_a_client(rule: dict[str, Any], matches: bool | None) -> None:
    allow, deny = policy(rules=[rule]), policy("DENY", rules=[rule])
    assert outcome([allow]) == {True: "allowed", False: "left out", None: "unknown"}[matches]
    assert outcome([deny]) == {True: "denied", False: "allowed", None: "unknown"}[matches]


def test_a_client_without_an_identity_is_none_of_the_named_ones() -> None:
    for fields in (
        {"principals": ["*"]},
        {"namespaces": ["*"]},
        {"serviceAccounts": ["web/kb"]},
    ):
        assert outcome([policy(rules=[source(**fields)])], NOBODY) == "left out"
    assert outcome([policy("DENY", rules=[source(notPrincipals=["*"])])], NOBODY) == "denied"


def test_without_http_a_rule_about_http_never_allows_and_always_denies() -> None:
    for rule in (
        operation(methods=["GET"]),
        operation(notPaths=["/x"]),
        when("request.auth.claims[a]"),
    ):
        rule = {**rule, "when": [{**one, "values": ["b"]} for one in rule.get("when", [])]}
        assert outcome([policy(rules=[rule])], BY_TLS) == "left out"
        assert outcome([policy("DENY", rules=[rule])], BY_TLS) == "denied"


def test_policies_add_up_and_deny_takes_precedence() -> None:
    nobody, everybody = policy(), policy(rules=[{}])
    assert outcome([]) == "allowed"
    assert outcome([nobody]) == "left out"
    assert outcome([nobody, everybody]) == "allowed"
    assert outcome([everybody, policy("DENY", rules=[{}])]) == "denied"
    assert outcome([everybody, policy("DENY")]) == "allowed"
    assert outcome([everybody, policy("CUSTOM", rules=[{}])]) == "unknown"
    assert outcome([nobody, policy("AUDIT", rules=[{}])]) == "left out"


def test_only_policies_that_guard_the_pods_count() -> None:
    selecting: dict[str, Any] = {"selector": {"matchLabels": POD}}
    others: dict[str, Any] = {"selector": {"matchLabels": {"app": "other"}}}
    unsure: dict[str, Any] = {"selector": {"matchLabels": {"role/master": "true"}}}
    dry = policy()._replace(
        body={**policy().body, "metadata": {"annotations": {"istio.io/dry-run": "true"}}}
    )
    assert outcome([policy(**selecting)]) == "left out"
    assert outcome([policy(namespace="istio-system")]) == "left out"
    assert outcome([policy(namespace="elsewhere")]) == "allowed"
    assert outcome([policy(**others)]) == "allowed"
    assert outcome([policy(**unsure)]) == "unknown"
    assert outcome([policy("DENY", **unsure, rules=[{}])]) == "unknown"
    assert outcome([policy("DENY", **unsure, rules=[source(namespaces=["x"])])]) == "allowed"
    assert outcome([policy(targetRefs=[{"kind": "Service", "name": "es"}])]) == "allowed"
    assert outcome([dry]) == "allowed"
