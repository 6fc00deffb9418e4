"""Live PeerAuthentications that Istio uses instead of eck-mesh's."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.status.line import NOT_READY, NOTE
from tests.support.status import (
    POLICIES,
    Body,
    assert_only,
    bare_pod,
    check,
    cluster,
    es,
    kb,
    message_id,
    not_ready,
    policy,
)

PLANS = pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
PEER, THEIRS = "PeerAuthentication", "PeerAuthentication/logs/theirs"
BEFORE, AFTER = "2026-01-01", "2026-03-01"  # eck-mesh's live policies are of 2026-02-01
STRICT, OFF = {"mtls": {"mode": "STRICT"}}, {"mtls": {"mode": "DISABLE"}}
STRICT_MESH = policy(PEER, "istio-system", STRICT, "default")
STRICT_NAMESPACE = policy(PEER, "logs", STRICT, "default")


def selecting(spec: Body, at: str = BEFORE, name: str = "theirs") -> Body:
    """A policy for the pods of every Elasticsearch."""
    selector = {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}
    return policy(PEER, "logs", {"selector": selector, **spec}, name, at)


@PLANS
@pytest.mark.parametrize(
    ("at", "state", "message"),
    [
        (BEFORE, NOT_READY, "older-peer-authentication"),
        (AFTER, NOTE, "younger-peer-authentication"),
    ],
)
def test_the_oldest_policy_that_selects_the_pods_applies(
    plan: tuple[Body, ...], at: str, state: str, message: str
) -> None:
    lines = check(cluster(policies=[*POLICIES, selecting(OFF, at)]), *plan)
    found = [(line.state, message_id(line)) for line in lines if line.subject == THEIRS]
    assert found == [(state, message)]


@PLANS
def test_a_policy_that_does_what_eck_meshs_does_is_no_conflict(plan: tuple[Body, ...]) -> None:
    lines = check(cluster(policies=[*POLICIES, selecting(STRICT)]), *plan)
    assert [line for line in lines if line.subject == THEIRS] == []


@PLANS
def test_a_policy_for_other_pods_or_for_the_namespace_is_no_conflict(
    plan: tuple[Body, ...],
) -> None:
    other = policy(PEER, "logs", {"selector": {"matchLabels": {"app": "other"}}, **OFF}, "other")
    whole = policy(PEER, "logs", OFF, "default")
    lines = check(cluster(policies=[*POLICIES, other, whole]), *plan)
    assert not_ready(lines) == []


def without_policies_of_eck_mesh(policies: list[Body]) -> Any:
    return check(cluster(policies=policies), es(), kb(), peerAuthentications=False)


def test_without_policies_of_eck_mesh_their_absence_is_not_ready() -> None:
    lines = without_policies_of_eck_mesh([])
    missing = "no-strict-policy"
    assert not_ready(lines) == [("Elasticsearch/logs/s", missing), ("Kibana/logs/k", missing)]
    whys = [line.why for line in lines if message_id(line) == missing]
    assert [why.values for why in whys if why] == [
        {"ports": "every port", "mode": "PERMISSIVE"},
        {"ports": "every port", "mode": "PERMISSIVE"},
    ]


@pytest.mark.parametrize(
    ("spec", "ports"),
    [
        (OFF, "every port"),
        ({"portLevelMtls": {"9200": {"mode": "DISABLE"}}}, "port 9200"),
    ],
)
def test_without_policies_of_eck_mesh_others_have_to_be_strict(spec: Body, ports: str) -> None:
    lines = without_policies_of_eck_mesh([STRICT_MESH, selecting(spec)])
    values = {"ports": ports, "mode": "DISABLE", "resource": "Elasticsearch/logs/s"}
    assert_only(lines, THEIRS, "policy-not-strict", **values)


@pytest.mark.parametrize(
    "policies",
    [
        [STRICT_MESH],
        [STRICT_NAMESPACE],
        [STRICT_MESH, selecting({"mtls": {"mode": "UNSET"}})],
        # The oldest policy applies, whichever is first in the list.
        [STRICT_MESH, selecting(OFF, AFTER, "younger"), selecting(STRICT)],
    ],
)
def test_without_policies_of_eck_mesh_strict_ones_of_the_user_are_ready(
    policies: list[Body],
) -> None:
    assert not_ready(without_policies_of_eck_mesh(policies)) == []


def test_a_policy_of_the_stream_may_write_ports_without_quotes() -> None:
    """As Istio's own pages do; the operator outside the mesh is accepted on these ports."""
    policies = []
    for kind, name, port in ("elasticsearch", "s", 9200), ("kibana", "k", 5601):
        selector = {"matchLabels": {"common.k8s.elastic.co/type": kind}}
        ports = {port: {"mode": "PERMISSIVE"}}
        spec = {"selector": selector, **STRICT, "portLevelMtls": ports}
        policies.append(policy(PEER, "logs", spec, name))
    live = cluster(operators=[bare_pod("op-0", "eck", "")], policies=[])
    block = {"peerAuthentications": False, "operator": {"meshed": False}}
    lines = check(live, es(), kb(), *policies, **block)
    assert not_ready(lines) == []
