"""Paths with stars."""

from __future__ import annotations

from eck_mesh.manifests.paths import expand


def test_a_star_expands_to_each_element() -> None:
    assert list(expand({"a": [{"b": 1}, {"b": 2}]}, "a[*].b")) == [("a", 0, "b"), ("a", 1, "b")]
    assert list(expand({}, "a[*].b")) == []
    assert list(expand({}, "a.b")) == [("a", "b")]
