"""Live AuthorizationPolicies beside those of mesh.authorization."""

from __future__ import annotations

import pytest

from eck_mesh.status.line import NOTE
from tests.support.status import (
    POLICIES,
    Body,
    check,
    cluster,
    created,
    es,
    kb,
    message_id,
    policy,
    treated,
)

SELECTOR = {"matchLabels": {"elasticsearch.k8s.elastic.co/cluster-name": "s"}}
RULES = [{"from": [{"source": {"namespaces": ["shop"]}}]}]
OWN = [
    created(body, "2026-02-01")
    for body in treated(es(), kb(), mode="strict", tls="eck", authorization=True)
    if body["kind"] == "AuthorizationPolicy"
]


def beside(namespace: str = "logs", **spec: object) -> Body:
    return policy("AuthorizationPolicy", namespace, {"rules": RULES, **spec})


@pytest.mark.parametrize("plan", [True, False])
@pytest.mark.parametrize(
    ("other", "messages"),
    [
        (beside(selector=SELECTOR), {"other-policy-allows"}),
        (beside(), {"other-policy-allows"}),
        (beside("istio-system", action="DENY"), {"other-policy-may-reject"}),
        (beside(action="CUSTOM"), {"other-policy-may-reject"}),
        (beside(rules=[]), set()),
        (beside(action="AUDIT"), set()),
        (beside("shop"), set()),
        (beside(selector={"matchLabels": {"app": "x"}}), set()),
    ],
)
def test_another_policy_for_the_pods_is_named(other: Body, messages: set[str], plan: bool) -> None:
    live = cluster(policies=[*POLICIES, *OWN, other])
    lines = check(
        live, *([es(), kb()] if plan else []), **({"authorization": True} if plan else {})
    )
    found = [line for line in lines if message_id(line).startswith("other-policy")]
    assert {message_id(line) for line in found} == messages
    assert {line.state for line in found} <= {NOTE}
    assert {line.subject for line in found} <= {
        f"AuthorizationPolicy/{other['metadata']['namespace']}/theirs"
    }


def test_without_authorization_it_concerns_nobody() -> None:
    live = cluster(policies=[*POLICIES, beside()])
    for plan in (), (es(), kb()):
        assert not any(message_id(line).startswith("other-policy") for line in check(live, *plan))
