"""YAML read as Kubernetes reads it, written so that no reader retypes it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh import kubeyaml

# What kubectl made of each plain scalar (facts of go-yaml v2, read with `kubectl annotate --local -o json`).
PLAIN: list[tuple[str, Any]] = [
    ("on", True), ("Yes", True), ("y", True), ("Y", True), ("off", False), ("n", False), ("No", False),
    ("true", True), ("FALSE", False), ("null", None), ("~", None), ("", None),
    ("012", 10), ("0755", 493), ("-012", -10), ("0o14", 12), ("0o755", 493), ("08", 8), ("09", 9),
    ("0x1F", 31), ("-0x1F", -31), ("0b101", 5), ("+12", 12), ("1_000", 1000), ("0x1_F", 31),
    ("1e3", 1000), ("1E3", 1000), ("1.0e3", 1000), ("1.e3", 1000), ("6.02e23", 6.02e23), ("1e400", "1e400"),
    ("1.10", 1.1), ("5.", 5), (".5", 0.5), ("+.5", 0.5), ("2e05_", 2e5),
    ("12:30:00", "12:30:00"), ("190:20:30.15", "190:20:30.15"), ("2001-12-14", "2001-12-14"),
    ("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"), ("=", "="), ("25921e0x", "25921e0x"), ("1.2.3", "1.2.3"),
    ("trUe", "trUe"), ("yess", "yess"), ("_1", "_1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), PLAIN)
def test_a_plain_scalar_has_the_type_that_kubernetes_reads(text: str, value: Any) -> None:
    assert kubeyaml.load(f"a: {text}") == {"a": value}
    assert type(kubeyaml.load(f"a: {text}")["a"]) in (type(value), kubeyaml.Integer, kubeyaml.Float)


@pytest.mark.parametrize(
    "text",
    [
        text
        for text, value in PLAIN
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    ],
)
def test_a_number_leaves_with_the_text_it_came_with(text: str) -> None:
    assert kubeyaml.dump(kubeyaml.load(f"a: {text}")) == f"a: {text}\n"


@pytest.mark.parametrize(
    "text",
    [text for text, _ in PLAIN]
    + ["0.1e1", "4e5", "2e05_", ".2E6", "0XE", "097", "Infinity", "NaN"],
)
def test_a_string_that_looks_like_something_else_stays_quoted(text: str) -> None:
    written = kubeyaml.dump({"a": text})
    assert kubeyaml.load(written) == {"a": text}
    if text not in ("trUe", "yess"):
        assert written == f"a: {json.dumps(text)}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("elastic-istio", "elastic-istio"),
        ("one\ntwo\n", "|\n  one\n  two"),
        ("one\n  two", "|-\n  one\n    two"),
        ("one \ntwo\n", '"one \\ntwo\\n"'),
        ("one\n\ttwo\n", '"one\\n\\ttwo\\n"'),
        ("  one\ntwo\n", '"  one\\ntwo\\n"'),
        ("one\n\n", '"one\\n\\n"'),
        ("# no comment\nat all\n", '"# no comment\\nat all\\n"'),
        ("é ü", '"é ü"'),
        ("a\x85b\u2028c", '"a\\Nb\\Lc"'),
    ],
)
def test_block_scalars_only_where_helm_4_leaves_them_alone(text: str, written: str) -> None:
    assert kubeyaml.dump({"a": text}) == f"a: {written}\n"


@pytest.mark.parametrize(
    "text",
    ["a: !custom x", "a: [1", "a: b: c", "? [1]\n: x", "a: 1\n...\nb: 2\n---\n", "a: 1\n---\nb: 2"],
)
def test_yaml_that_kubernetes_does_not_read_is_refused(text: str) -> None:
    with pytest.raises(kubeyaml.Error):
        kubeyaml.dump(kubeyaml.load(text))


@pytest.mark.parametrize("key", ["1", "on", "~", "1.5"])
def test_a_key_that_is_no_string_is_refused(key: str) -> None:
    with pytest.raises(kubeyaml.Error, match="is not a string: quote it"):
        kubeyaml.dump(kubeyaml.load(f"a: {{{key}: x}}"))


def test_anchors_and_merge_keys_are_resolved_as_kubernetes_does() -> None:
    body = kubeyaml.load("base: &b {p: 1, q: 2}\nuse: {<<: *b, q: 3}\nagain: *b\n")
    assert body == {"base": {"p": 1, "q": 2}, "use": {"p": 1, "q": 3}, "again": {"p": 1, "q": 2}}
    assert kubeyaml.load("base: &b {p: 1}\nuse:\n  !!merge <<: *b\n")["use"] == {"p": 1}, (
        "as Helm 4 hands it on"
    )
    assert "&" not in kubeyaml.dump(body)


# Everything YAML can hold in a quoted scalar; surrogates and the other control characters are errors for Kubernetes too.
TEXT = st.text(
    st.characters(
        exclude_categories=["Cs"],
        exclude_characters=[chr(c) for c in (*range(9), 11, 12, *range(14, 32), 127)],
    )
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, JSON, max_size=5))
def test_any_body_survives_a_round_trip_with_its_types(body: dict[str, Any]) -> None:
    again = kubeyaml.load(kubeyaml.dump(body))
    assert again == body
    assert json.dumps(again) == json.dumps(body), "booleans are no numbers"
    assert kubeyaml.dump(again) == kubeyaml.dump(body)


@given(st.from_regex(r"[-+.]?[0-9a-fA-FxXoObBeE_.:+-]{1,8}", fullmatch=True))
def test_no_string_made_of_digits_is_ever_written_plain(text: str) -> None:
    assert kubeyaml.load(kubeyaml.dump({"a": text})) == {"a": text}
    first = kubeyaml.dump({"a": text})[3]
    assert first == '"' or first.isalpha()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{<<: {a: 1, b: 2}, a: 3, b: 4}", {"a": 3, "b": 4}),
        ("{<<: [{a: 1}, {a: 2, b: 2}], b: 3}", {"a": 1, "b": 3}),
        ("{1: x, '1': z}", {1: "x", "1": "z"}),
        ("a: 1\nb: 2\na: 3", {"a": 3, "b": 2}),
        ("{<<: {a: 1}, b: 1, b: 2}", {"a": 1, "b": 2}),
    ],
)
def test_the_last_of_equal_keys_counts_and_a_merge_before_all(text: str, value: Any) -> None:
    assert kubeyaml.load(text) == value
