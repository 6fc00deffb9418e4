"""JSON patches: pointers, and a test before each change."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.compile.json_patch import json_pointer, patch_operations


def test_a_tilde_and_a_slash_in_a_pointer() -> None:
    assert json_pointer(("a~b", "c/d", 0)) == "/a~0b/c~1d/0"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["test /a 1", "replace /a 2"]),
        ({"a": 1}, {}, ["test /a 1", "remove /a"]),
        ({}, {"a": 1}, ["test /a None", "add /a 1"]),
        ({"a": None}, {"a": 1}, ["test /a None", "add /a 1"]),
        ({"a": [1]}, {"a": [1, 2]}, ["test /a [1]", "replace /a [1, 2]"]),
        ({"a": ["x", "y"]}, {"a": ["x", "z"]}, ["test /a/1 y", "replace /a/1 z"]),
        (  # without a name an element is tested as a whole, so that no other one is changed
            {"a": [{"id": "x", "b": 1}]},
            {"a": [{"id": "x"}]},
            ["test /a/0 {'id': 'x', 'b': 1}", "test /a/0/b 1", "remove /a/0/b"],
        ),
        (
            {"a": [{"name": "x", "b": 1}]},
            {"a": [{"name": "x", "b": 2}]},
            ["test /a/0/name x", "test /a/0/b 1", "replace /a/0/b 2"],
        ),
    ],
)
def test_each_place_is_tested_first(before: Any, after: Any, expected: list[str]) -> None:
    found = patch_operations(before, after, ())
    assert [" ".join(str(part) for part in operation.values()) for operation in found] == expected
