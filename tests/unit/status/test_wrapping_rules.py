"""Rules by which the operator's sidecar sends Istio's TLS to pods in ambient."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.planes import IN_AMBIENT, live_in, report
from tests.support.status import OPERATOR, Body, not_ready, policy


def rule(namespace: str, host: str, mode: str, **spec: Any) -> Body:
    spec = {"host": host, "trafficPolicy": {"tls": {"mode": mode}}, **spec}
    return policy("DestinationRule", namespace, spec, at="2026-01-01")


NODES = "s-es-d.logs.svc.cluster.local"


@pytest.mark.parametrize(
    ("wraps", "rules"),
    [
        (True, [rule("logs", NODES, "ISTIO_MUTUAL")]),
        (True, [rule("istio-system", "*.local", "ISTIO_MUTUAL")]),
        (True, [rule("logs", "*.local", "DISABLE"), rule("elastic-system", NODES, "SIMPLE")]),
        (False, [rule("logs", "*.local", "ISTIO_MUTUAL"), rule("logs", NODES, "DISABLE")]),
        (False, [rule("logs", NODES, "ISTIO_MUTUAL", exportTo=["."])]),
        (False, [rule("logs", "s-es-http.logs.svc.cluster.local", "ISTIO_MUTUAL")]),
        (
            False,
            [rule("elastic-system", NODES, "SIMPLE", workloadSelector={"matchLabels": {"a": "b"}})],
        ),
    ],
)
def test_a_rule_that_wraps_what_the_operator_sends_to_pods_in_ambient(
    wraps: bool, rules: list[Body]
) -> None:
    outside = {"operator": {"meshed": False}}
    lines = report(live_in("ambient", operator=OPERATOR, rules=rules), True, "ambient", **outside)
    assert [message for _, message in not_ready(lines)] == ["rule-wraps-operator"] * wraps
    lines = report(live_in("ambient", operator=IN_AMBIENT, rules=rules), True, "ambient")
    assert not_ready(lines) == []
