"""JSONPath in rules of users: where it leads."""

from __future__ import annotations

import pytest

from eck_mesh.errors import UserError
from eck_mesh.plan.render import render
from tests.support.plans import PLAIN, body, rules


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
def test_a_path_matches_existing_fields(path: str, node_sets: list[str]) -> None:
    rendering = render(PLAIN, rules({"path": path, "set": {"count": 5}}))
    assert [
        n["name"] for n in body(rendering.after)["spec"]["nodeSets"] if n["count"] == 5
    ] == node_sets


@pytest.mark.parametrize(
    "path",
    ["$.`parent`", "$.spec.nodeSets.`sub(/a/, b)`", "$.spec.nodeSets.`sorted`", "$.spec.`keys`"],
)
def test_a_path_that_cannot_be_followed_is_refused(path: str) -> None:
    with pytest.raises(
        UserError,
        match=r"Elasticsearch/prod/es: mesh.rules, 0: the path .* (cannot be followed|computes a value)",
    ):
        render(PLAIN, rules({"path": path, "set": {"a": "b"}, "optional": True}))
