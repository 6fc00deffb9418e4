"""Rules of users: what they match, and in which order."""

from __future__ import annotations

from eck_mesh.plan.apply import apply
from eck_mesh.plan.decisions import Change
from eck_mesh.plan.render import render
from tests.support.plans import PLAIN, body, rules

ANNOTATIONS = "$.spec.nodeSets[*].podTemplate.metadata.annotations"  # which only the mode makes
EXCLUDED = "traffic.sidecar.istio.io/excludeInboundPorts"


def test_rules_match_what_earlier_rules_set() -> None:
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


def test_a_rule_may_change_the_value_that_its_filter_matches() -> None:
    rendering = render(
        PLAIN, rules({"path": "$.spec.nodeSets[?(@.count == 1)]", "set": {"count": 3}})
    )
    assert [n["count"] for n in body(rendering.after)["spec"]["nodeSets"]] == [3, 2]


def test_a_rule_matches_existing_fields_as_they_are_at_its_turn() -> None:
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
