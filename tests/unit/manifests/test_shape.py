"""Shapes: each place that differs is named, with what is wrong there."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.manifests.shape import EACH, UNIQUE, differences, shape_at

SHAPE: dict[str, Any] = {
    "flag": "boolean",
    "labels": {EACH: "string"},
    "number": "integer",
    "ports": [{"port": "port"}],
    "words": ["string"],
    "containers": [{UNIQUE: "", "env": [{UNIQUE: ""}]}],
}


def found(body: Any, shape: Any = SHAPE) -> list[tuple[Any, str]]:
    return [(one.path, one.why.id) for one in differences(body, shape)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        dict.fromkeys(SHAPE),
        {"flag": False, "number": 0, "other": [object()]},
        {"ports": [{"port": 1}, {"port": "http"}, {}], "words": []},
        {"containers": [{"name": "a", "env": [{"name": "x"}]}, {"name": "b"}]},
        {"labels": {"a": "b", "c": None}},
    ],
)
def test_what_fits(body: Any) -> None:
    assert found(body) == []


@pytest.mark.parametrize(
    ("body", "path", "message"),
    [
        ([], (), "wrong-type"),
        ({"flag": "true"}, ("flag",), "wrong-type"),
        ({"flag": 0}, ("flag",), "wrong-type"),
        ({"number": True}, ("number",), "wrong-type"),
        ({"number": 1.5}, ("number",), "wrong-type"),
        ({"labels": []}, ("labels",), "wrong-type"),
        ({"labels": {"a": 1}}, ("labels", "a"), "unquoted-string"),
        ({"labels": {1: "a"}}, ("labels",), "unquoted-key"),
        ({"labels": {"a": {}}}, ("labels", "a"), "wrong-type"),
        ({"ports": {}}, ("ports",), "wrong-type"),
        ({"ports": [None]}, ("ports", 0), "wrong-type"),
        ({"ports": [{"port": True}]}, ("ports", 0, "port"), "wrong-type"),
        ({"ports": [{}, {"port": []}]}, ("ports", 1, "port"), "wrong-type"),
        ({"words": ["a", True]}, ("words", 1), "unquoted-string"),
        ({"containers": [{}]}, ("containers", 0), "element-without-name"),
        ({"containers": [{"name": "a"}, {"name": "a"}]}, ("containers",), "name-given-twice"),
        (
            {"containers": [{"name": "a", "env": [{"name": 1}]}]},
            ("containers", 0, "env", 0),
            "element-without-name",
        ),
    ],
)
def test_what_differs(body: Any, path: Any, message: str) -> None:
    assert found(body) == [(path, message)]


def test_a_shape_at_a_path() -> None:
    assert shape_at("a.b[*].c", "string") == {"a": {"b": [{"c": "string"}]}}
    assert found({"a": {"b": {}}}, shape_at("a.b[*].c", "string")) == [(("a", "b"), "wrong-type")]
