"""The tables that the program reads are those that people write, and JSON is read as json reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh.json_text import parse_json
from tests.support.helm import ROOT
from tests.support.programs import ci_module

PACKAGE = ROOT / "postrenderer" / "eck_mesh"
WRITTEN = sorted(PACKAGE.rglob("*.yaml"))


def test_each_table_is_there_and_nothing_else() -> None:
    assert len(WRITTEN) > 5
    assert [path.with_suffix(".json") for path in WRITTEN] == sorted(PACKAGE.rglob("*.json"))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_a_table_says_what_its_yaml_says(path: Path) -> None:
    table = json.loads(path.with_suffix(".json").read_text())
    assert table == yaml.safe_load(path.read_text()), "run `make docs`"


def test_make_docs_writes_the_tables() -> None:
    for path, text in ci_module("tables").table_pages():
        assert path.read_text() == text, "run `make docs`"


TEXTS = [
    *("", " ", "{}", " {}", "{} ", "\n{}\r\n\t ", "null", "1", "-0", "1.5e3", '"a"', "true"),
    *("NaN", "[NaN]", "Infinity", "-Infinity", "[1,]", "{", "{}x", "{} {}", "nul", "[01]", "\ufeff{}"),
    *('{"a":1,"a":2}', '{"a":{"b":[1,2,{"c":null}]}}', '"\\ud800"', '"\\u00e9\u00e9"', '"a\nb"', "'a'"),
    *("[" * 3000, "[" * 3000 + "]" * 3000, "1" * 5000, "\x00", "[1]\x0b", "[1]\xa0"),
]  # fmt: skip


def result(read: Callable[[str], object], text: str) -> str:
    try:
        return repr(read(text))
    except (ValueError, RecursionError) as error:
        return f"{type(error)} {error}"


@pytest.mark.parametrize("text", TEXTS)
def test_json_is_read_as_json_reads_it(text: str) -> None:
    assert result(parse_json, text) == result(json.loads, text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.integers(0, 30),
    st.characters(),
)
def test_damaged_json_is_read_as_json_reads_it(value: object, at: int, character: str) -> None:
    text = json.dumps(value)
    assert result(parse_json, text) == result(json.loads, text)
    text = text[:at] + character + text[at:]
    assert result(parse_json, text) == result(json.loads, text)


def test_usual_json_needs_no_import_of_json() -> None:
    program = f"import sys; sys.path[:0] = {sys.path!r}; from eck_mesh.json_text import parse_json; parse_json('[1, 2]'); print('json' in sys.modules, 're' in sys.modules)"
    start = [sys.executable, "-I", "-S", "-c", program]
    done = subprocess.run(start, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False False\n"


def test_another_scanner_than_that_of_cpython_is_no_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "_json", None)
    assert parse_json("[1]") == [1]
