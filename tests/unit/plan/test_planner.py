"""The plan as data: what it was made from stays as it was, and replaying it gives the same."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import expand, show
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change, Create
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED

SHARED = LOCKED.replace("Kibana", "Elasticsearch").replace("kibana", "elasticsearch").replace(
    "spec: {version: 9.4.3}\n", ""
) + (
    "spec:\n  nodeSets:\n  - name: one\n    podTemplate: &shared\n      metadata: {labels: {}, annotations: {}}\n"
    "  - name: two\n    podTemplate: *shared\n"
)


def body(mesh: Mesh) -> dict[str, Any]:
    return next(iter(mesh.manifests.values())).body


def test_what_the_plan_was_made_from_stays_as_it_was() -> None:
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
    assert all(d.because and d.rule for d in rendering.decisions)
    assert any(isinstance(d, Create) for d in rendering.decisions)


def rules(*of: dict[str, Any]) -> Flags:
    return Flags(
        mode="strict",
        namespace="prod",
        block={"rules": [{"name": str(i), **rule} for i, rule in enumerate(of)]},
    )


PLAIN = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es}
spec: {version: 9.4.3, nodeSets: [{name: one, count: 1}, {name: two, count: 2}]}
"""
ANNOTATIONS = "$.spec.nodeSets[*].podTemplate.metadata.annotations"  # which only the mode makes
EXCLUDED = "traffic.sidecar.istio.io/excludeInboundPorts"


def test_rules_of_users_meet_what_those_before_them_set() -> None:
    flags = rules(
        {"path": ANNOTATIONS, "set": {EXCLUDED: "8080"}},
        {"path": "$.spec", "set": {"a": {"b": 1}}},
        {"path": "$.spec.a", "set": {"b": 2, "c": 2}},
        {"path": "$.spec", "set": {"a": [{"x": 1}]}},
        {"path": "$.spec.a[?(@.x==1)]", "set": {"x": 2, "y": {}}},
        {"path": ANNOTATIONS, "set": {EXCLUDED: "8080,8081"}},
    )
    rendering = render(PLAIN, flags)
    seen = [
        (d.before, d.after)
        for d in rendering.decisions
        if isinstance(d, Change) and d.rule.startswith("rules/")
    ]
    own = [(None, 1), (1, 2), (None, 2), ({"b": 2, "c": 2}, [{"x": 1}]), (1, 2), (None, {})]
    assert seen == [(None, "8080")] * 2 + own + [("8080", "8080,8081")] * 2
    spec = body(rendering.after)["spec"]
    assert spec["a"] == [{"x": 2, "y": {}}]
    assert [n["podTemplate"]["metadata"]["annotations"][EXCLUDED] for n in spec["nodeSets"]] == [
        "8080,8081,9300"
    ] * 2
    again = apply(rendering.before, rendering.decisions)
    assert body(again) == body(rendering.after)


@pytest.mark.parametrize(
    ("path", "node_sets"),
    [
        ("$.spec.nodeSets[0]", ["one"]),
        ("$.spec.nodeSets[-1]", ["two"]),
        ("$.spec.nodeSets[1:]", ["two"]),
        ("$.spec.nodeSets[*]", ["one", "two"]),
        ("$.spec.*[?(@.count > 1)]", ["two"]),
        ("$.spec.nodeSets[?(@.name.`len` == 3)]", ["one", "two"]),
        ("($..nodeSets[0])|($.spec.nodeSets[1])|($.spec.nodeSets[1])", ["one", "two"]),
        ("$.spec.nodeSets[1].name.`parent`", ["two"]),
    ],
)
def test_a_path_leads_to_places_that_are_there(path: str, node_sets: list[str]) -> None:
    rendering = render(PLAIN, rules({"path": path, "set": {"count": 5}}))
    assert [
        n["name"] for n in body(rendering.after)["spec"]["nodeSets"] if n["count"] == 5
    ] == node_sets


@pytest.mark.parametrize(
    "path",
    ["$.`parent`", "$.spec.nodeSets.`sub(/a/, b)`", "$.spec.nodeSets.`sorted`", "$.spec.`keys`"],
)
def test_a_path_that_leads_to_none_is_refused_and_no_bug(path: str) -> None:
    with pytest.raises(
        UserError,
        match=r"Elasticsearch/prod/es: mesh.rules, 0: the path .* (cannot be followed|computes a value)",
    ):
        render(PLAIN, rules({"path": path, "set": {"a": "b"}, "optional": True}))


def test_a_filter_that_its_own_rule_makes_untrue_has_matched() -> None:
    rendering = render(
        PLAIN, rules({"path": "$.spec.nodeSets[?(@.count == 1)]", "set": {"count": 3}})
    )
    assert [n["count"] for n in body(rendering.after)["spec"]["nodeSets"]] == [3, 2]


def test_what_is_there_is_matched_as_it_is_at_its_turn() -> None:
    """Only what is not there yet is looked for in a first plan, where rules that come later are done already."""
    matched = {"path": "$.spec.nodeSets[?(@.count == 2)]", "set": {"a": 1}}
    rendering = render(PLAIN, rules(matched, {"path": "$.spec.nodeSets[*]", "set": {"count": 2}}))
    assert [n.get("a") for n in body(rendering.after)["spec"]["nodeSets"]] == [None, 1]
    rendering = render(
        PLAIN,
        rules(
            {"path": "$.spec.a", "set": {"b": 1}},
            {"path": "$.spec", "set": {"a": {"b": 2, "c": 2}}},
        ),
    )
    assert body(rendering.after)["spec"]["a"] == {"b": 2, "c": 2}


def test_a_change_meets_the_value_it_was_made_for() -> None:
    rendering = render(SHARED, Flags())
    change = next(d for d in rendering.decisions if isinstance(d, Change))
    with pytest.raises(AssertionError, match="two rules want"):
        apply(rendering.after, [change])


def test_missing_and_null_parents_are_made() -> None:
    rendering = render(SHARED, Flags())
    ref = next(iter(rendering.before.manifests))
    for path in ("spec", "new", "deep", "leaf"), ("metadata", "nothing", "leaf"):
        start = copy.deepcopy(rendering.before)
        body(start)["metadata"]["nothing"] = None
        after = apply(start, [Change(ref, path, None, 1, "r", "b")])
        found: Any = body(after)
        for step in path:
            found = found[step]
        assert found == 1


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (("spec", "a.b/c", "d"), "spec[a.b/c].d"),
        (("spec", "nodeSets", 0, "count"), "spec.nodeSets[hot].count"),
        (("spec", "list", 1), "spec.list[1]"),
        ((), ""),
    ],
)
def test_paths_are_shown_as_a_person_reads_them(path: tuple[str | int, ...], text: str) -> None:
    assert show(path, {"spec": {"nodeSets": [{"name": "hot"}], "list": [1, 2]}}) == text


def test_a_star_stands_for_each_element() -> None:
    assert list(expand({"a": [{"b": 1}, {"b": 2}]}, "a[*].b")) == [("a", 0, "b"), ("a", 1, "b")]
    assert list(expand({}, "a[*].b")) == []
    assert list(expand({}, "a.b")) == [("a", "b")]
