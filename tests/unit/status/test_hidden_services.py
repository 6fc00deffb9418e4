"""Sidecar resources whose egress does not list our Services."""

from __future__ import annotations

import pytest

from tests.support.status import es, judge, kb, only, policy, with_policy, wrong


@pytest.mark.parametrize(
    ("namespace", "hosts", "hides"),
    [
        (
            "istio-system",
            ["./*", "istio-system/*"],
            "the operator",
        ),  # the mesh's, for all who have none of their own
        ("istio-system", ["*/*"], ""),
        ("elastic-system", ["istio-system/*"], "the operator"),
        ("elastic-system", ["logs/*.logs.svc.cluster.local"], ""),
        (
            "elastic-system",
            ["*/s-es-http.logs.svc.cluster.local"],
            "the operator",
        ),  # it dials others
        ("logs", ["./*"], ""),
        ("logs", ["~/*"], "Kibana/logs/k"),
        ("elsewhere", ["./*"], ""),
    ],
)
def test_sidecars_that_hide_our_services(namespace: str, hosts: list[str], hides: str) -> None:
    live = with_policy(policy("Sidecar", namespace, {"egress": [{"hosts": hosts}]}))
    for plan in ((), (es(), kb())):
        if hides:
            only(
                judge(live, *plan),
                f"Sidecar/{namespace}/theirs",
                f"hides Services of logs from {hides}: add logs/* to its egress hosts.",
            )
        else:
            assert wrong(judge(live, *plan)) == []


def test_a_sidecar_of_its_own_stands_before_the_meshs() -> None:
    mesh = policy("Sidecar", "istio-system", {"egress": [{"hosts": ["./*"]}]})
    own = policy("Sidecar", "elastic-system", {"egress": [{"hosts": ["*/*"]}]})
    assert wrong(judge(with_policy(mesh, own))) == []
    other = {"egress": [{"hosts": ["./*"]}], "workloadSelector": {"labels": {"app": "other"}}}
    assert wrong(judge(with_policy(policy("Sidecar", "elastic-system", other)))) == []
