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
    ("trUe", "trUe"), ("yess", "yess"), ("_1", "_1"), (".5_0", 0.5), ("._5", "._5"), ("0b-1", -1), ("0b+1", 1), ("-0b-1", "-0b-1"),
    ("18446744073709551615", 18446744073709551615), ("0x1FFFFFFFFFFFFFFFF", "0x1FFFFFFFFFFFFFFFF"), ("0_8", 8), ("07_7", 63),
    ("-9223372036854775808", -9223372036854775808), ("9007199254740993", 9007199254740993), ("0x1p4", "0x1p4"),
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


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: .inf", "JSON cannot hold the number .inf"),
        ("a: -.INF", "JSON cannot hold the number -.INF"),
        ("a: .nan", "JSON cannot hold the number .nan"),
        ("a: !!int x", "the value is not of the type int"),
        ("a: !!int 1.5", "the value is not of the type int"),
        ("a: !!float ''", "the value is not of the type float"),
        ("a: !!bool 1", "the value is not of the type bool"),
        ("a: !!null x", "the value is not of the type null"),
        ("a: !!timestamp x", "the tag tag:yaml.org,2002:timestamp is not supported"),
        ("a: !!binary aGk=", "the tag tag:yaml.org,2002:binary is not supported"),
        ("a: !!merge x", "the tag tag:yaml.org,2002:merge is not supported"),
        ("a: !x {b: c}", "the tag after ! is not supported: remove it, or quote the value"),
        ("a: !!python/tuple [b]", "the tag tag:yaml.org,2002:python/tuple is not supported"),
        ("? [a]\n: b", "a key is a mapping or a list"),
        ("<<: 1", "a merge key needs a mapping or a list of mappings"),
        ("<<: [a]", "a merge key needs a mapping or a list of mappings"),
        ("a: 1\n\ufeffb: 2", "a byte order mark (U+FEFF) inside the text: remove it"),
        ("{1: a, on: b}", "the key on is there twice, and not a string: quote it"),
    ],
)
def test_what_is_refused_in_words(text: str, problem: str) -> None:
    with pytest.raises(kubeyaml.Error) as error:
        kubeyaml.load(f"# first\n{text}\n")
    assert error.value.problem == problem
    assert error.value.line == text.count("\n", 0, text.find("\ufeff") + 1) + 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: !!int 0x10", 16),
        ("a: !!float 1", 1.0),
        ("a: !!float '1e3'", 1000.0),
        ("a: !!bool 'y'", True),
        ("a: !!null ''", None),
        ("a: !!str 1", "1"),
        ("a: ! 1", "1"),
        ("a: ! 'on'", "on"),
        ("a: &x ! on", "on"),
        ("? a\n! '..': 1", None),
        ("a: !!set {b, c}", {"b": None, "c": None}),
        ("a: !!omap [b: 1]", [{"b": 1}]),
    ],
)
def test_a_tag_decides_as_for_kubernetes(text: str, value: Any) -> None:
    body = kubeyaml.load(text)
    assert body["a"] == value
    assert kubeyaml.load(kubeyaml.dump(body)) == body


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: |\n  x", "x\n"),
        ("a: |+\n  x\n", "x\n"),
        ("a: |-\n  x", "x"),
        ("a: >+\r\n  x\r\n\r\n  y\r\n", "x\ny\n"),
    ],
)
def test_a_text_ends_with_a_newline_as_kubectl_reads_it(text: str, value: str) -> None:
    assert kubeyaml.load(text) == {"a": value}


@pytest.mark.parametrize(
    "line", ["---#c", "---\t", "---\u00a0", "---\u2003# c", "--- # c", "--- \t"]
)
def test_a_separator_is_what_kubectl_takes_for_one(line: str) -> None:
    assert kubeyaml.load(f"# first\n{line}\na: b\n") == {"a": "b"}


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029"])
def test_a_separator_that_ends_as_kubectl_ends_no_line_is_refused(end: str) -> None:
    with pytest.raises(kubeyaml.Error, match="line 2: the line of the separator ends with another"):
        kubeyaml.load(f"# first\n--- # c{end}a: b\n")


def test_of_two_anchors_with_one_name_the_last_counts() -> None:
    text = "a: &x 1\nb: *x\nc: &x {d: 2}\ne: *x\n"
    assert kubeyaml.load(text) == {"a": 1, "b": 1, "c": {"d": 2}, "e": {"d": 2}}


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
        ("{a: 1, <<: {a: 2}}", {"a": 2}),
        ("{<<: {a: 1}, <<: {a: 2}}", {"a": 2}),
        ("{<<: {a: 1, <<: {a: 2}}}", {"a": 2}),
        ("{'<<': {a: 1}, !!str <<: 2}", {"<<": 2}),
        ("{a: &m <<, *m : {b: 1}}", {"a": "<<", "<<": {"b": 1}}),
    ],
)
def test_the_last_of_equal_keys_counts_also_of_a_merge(text: str, value: Any) -> None:
    assert kubeyaml.load(text) == value
