"""The plan as data: what it was made from stays as it was, and replaying it gives the same."""

from __future__ import annotations

from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change, Create
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.plans import SHARED, body


def test_planning_does_not_change_the_manifests() -> None:
    rendering = render(SHARED, Flags())
    before = body(rendering.before)
    assert [n["podTemplate"]["metadata"] for n in before["spec"]["nodeSets"]] == [
        {"labels": {}, "annotations": {}}
    ] * 2
    assert body(rendering.after) != before


def test_an_anchor_shared_by_two_node_sets_is_two_pod_templates() -> None:
    """Both get their own change; with one body written through, the second would find the first's value."""
    rendering = render(SHARED, Flags())
    changes = [
        d for d in rendering.decisions if isinstance(d, Change) and "inject" in str(d.path[-1])
    ]
    assert [(d.path[2], d.before, d.after) for d in changes] == [
        (0, None, "true"),
        (1, None, "true"),
    ]
    one, two = body(rendering.after)["spec"]["nodeSets"]
    assert one["podTemplate"] == two["podTemplate"]


def test_a_plan_is_flat_and_replayable() -> None:
    rendering = render(SHARED, Flags())
    again = apply(rendering.before, rendering.decisions)
    assert {ref: m.body for ref, m in again.manifests.items()} == {
        ref: m.body for ref, m in rendering.after.manifests.items()
    }
    assert all(d.reasons and d.rule for d in rendering.decisions)
    assert any(isinstance(d, Create) for d in rendering.decisions)
