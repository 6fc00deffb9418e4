"""The lines of the operator, which connects to the resources by itself."""

from __future__ import annotations

import pytest

from eck_mesh.status.line import NOTE, READY
from tests.support.status import (
    INJECTED,
    LABELS,
    OPERATOR,
    Body,
    assert_only,
    bare_pod,
    check,
    cluster,
    es,
    kb,
    message_id,
    not_ready,
)

PLANS = pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
OUTSIDE = {"operator": {"meshed": False}}
TARGETS = {"targets": "Elasticsearch/logs/s, Kibana/logs/k"}
ELSEWHERE = bare_pod("op-0", "eck", "")


@PLANS
def test_an_operator_that_is_not_found_is_not_ready_where_strict_would_reject_it(
    plan: tuple[Body, ...],
) -> None:
    lines = check(cluster(operators=[]), *plan)
    found = {**TARGETS, "namespace": "elastic-system"}
    assert_only(lines, "elastic-operator", "operator-not-found-and-locked-out", **found)


def test_an_operator_that_is_not_found_is_a_note_where_strict_accepts_it() -> None:
    lines = check(cluster(operators=[]), es(), kb(), **OUTSIDE)
    assert not_ready(lines) == []
    found = [
        (line.state, line.subject) for line in lines if message_id(line) == "operator-not-found"
    ]
    assert found == [(NOTE, "elastic-operator")]


@pytest.mark.parametrize(
    ("plan", "message"), [((), "operator-outside-mesh"), ((es(), kb()), "operator-locked-out")]
)
def test_an_operator_outside_the_mesh_is_found_in_any_namespace(
    plan: tuple[Body, ...], message: str
) -> None:
    assert_only(check(cluster(operators=[ELSEWHERE]), *plan), "eck/op-0", message, **TARGETS)


def test_an_operator_outside_the_mesh_is_ready_where_the_plan_accepts_it() -> None:
    assert not_ready(check(cluster(operators=[ELSEWHERE]), es(), kb(), **OUTSIDE)) == []


@PLANS
def test_an_operator_with_a_classic_sidecar_is_ready(plan: tuple[Body, ...]) -> None:
    lines = check(cluster(operators=[bare_pod("op-0", "eck", "classic")]), *plan)
    assert not_ready(lines) == []
    assert ("eck/op-0", READY) in [(line.subject, line.state) for line in lines]


@PLANS
def test_an_operator_that_gets_no_sidecar_has_the_reason_in_its_line(
    plan: tuple[Body, ...],
) -> None:
    waiting = bare_pod("op-0", "eck", "")
    waiting["metadata"]["labels"] = INJECTED
    labels = {**LABELS, "eck": {"istio-injection": "disabled"}}
    lines = check(cluster(operators=[waiting], labels=labels), *plan)
    assert_only(lines, "eck/op-0", "operator-not-injected", **TARGETS)
    (why,) = [line.why for line in lines if line.subject == "eck/op-0"]
    assert why
    assert why.ids == ["operator-not-injected", "injection-disabled"]


def test_a_second_operator_is_not_checked() -> None:
    lines = check(cluster(operators=[OPERATOR, ELSEWHERE]))
    assert not_ready(lines) == []
    found = [(line.state, line.subject) for line in lines if message_id(line) == "second-operator"]
    assert found == [(NOTE, "eck/op-0")]


def test_an_operator_that_the_stream_installs_need_not_run_yet() -> None:
    container = {"name": "manager", "args": ["manager", "--config=/conf/eck.yaml"]}
    operator = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "op", "namespace": "eck"},
        "spec": {"template": {"spec": {"containers": [container]}}},
    }
    lines = check(cluster(operators=[]), es(), kb(), operator)
    assert not_ready(lines) == []
    found = [
        (line.state, line.subject) for line in lines if message_id(line) == "operator-in-stream"
    ]
    assert found == [(NOTE, "StatefulSet/eck/op")]
