"""What is read from events is what PyYAML's composer and constructor read, with the same errors."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh import kubeyaml
from eck_mesh.kubeyaml import loader

# Lines and parts of lines that fit each other often enough to be read now and then.
LINES = [
    "a:",
    "b: 1",
    "? c",
    ": d",
    "- e",
    "- f: 1",
    "  g: x",
    "  - h",
    "# i",
    "...",
    "---",
    "--- j",
]
PARTS = [
    *("&a ", "*a", "!!str ", "!!int ", "!!float ", "!!map ", "!!seq ", "! ", "!x ", "<<: ", "<<"),
    *("{", "}", "[", "]", ", ", ": ", "? ", "- ", "'", '"', "|", ">", "|2-", "#", " #", "\t", "\\"),
    *(
        "yes",
        "~",
        "0o14",
        "1_0",
        "1e3",
        ".5",
        "9" * 400,
        "2001-01-01",
        "é",
        "\x85",
        "\ufeff",
        "\x07",
    ),
    *("\n", "\n  ", "\r\n", "%YAML 1.1\n---\n", "%TAG ! x\n---\n"),
]
TEXTS = st.lists(st.sampled_from([*PARTS, *(f"\n{line}" for line in LINES)]), max_size=9).map(
    "".join
)


def shown(body: Any) -> Any:
    """A body with the types of its values and the texts of its numbers."""
    if isinstance(body, dict):
        return [(shown(key), shown(value)) for key, value in body.items()]
    if isinstance(body, list):
        return list(map(shown, body))
    return type(body), getattr(body, "text", body)


def read(load: Any, text: str) -> Any:
    try:
        return shown(load(text))
    except kubeyaml.Error as error:
        return str(error)


@given(TEXTS)
def test_both_ways_read_the_same(text: str) -> None:
    assert read(kubeyaml.load, text) == read(_load_slowly, text)


def _load_slowly(text: str) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "IS_FAST", False)
        return loader.load(text)


def test_an_ordinary_manifest_needs_no_composer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "eck_mesh.kubeyaml.composed", None)
    text = (
        "%YAML 1.1\n--- # a\na: {b: [1, 'x', null, 1.5]}\n\"c\":\n- |\n  d\n- - {}\n  - on\n...\n"
    )
    body = {"a": {"b": [1, "x", None, 1.5]}, "c": ["d\n", [{}, True]]}
    assert loader.load(text) == body


@pytest.mark.parametrize("value", ["!!int x", "!!int ''", "!!float x", "!!int [1]", "!!bool {}"])
def test_a_value_that_is_not_of_the_type_of_its_tag_is_an_error(value: str) -> None:
    with pytest.raises(kubeyaml.Error, match="line 2: "):
        kubeyaml.load(f"a:\n  {value}")


def test_a_merge_key_as_a_value_is_a_string() -> None:
    assert kubeyaml.load("- <<\n- {a: <<}") == ["<<", {"a": "<<"}]
    assert kubeyaml.load("- &a <<\n- *a") == ["<<", "<<"]
    assert kubeyaml.load("9" * 5000) == "9" * 5000, "out of the range of all numbers of Go"
