"""What is written has the bytes of libyaml's emitter, for the styles that are chosen here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from eck_mesh import kubeyaml

ODD = "ab \n\t\r#:-{}[]|>&*!%@`,?\"'\\\x07\x7f\x80\x85\xa0é\u2028\ufeff\ufffe\uffff\U0001f600"
TEXT = (
    st.text(st.characters(exclude_categories=["Cs"]))
    | st.text(ODD, max_size=12)
    | st.text("aé", min_size=60, max_size=140)
    | st.sampled_from(
        ["yes", "on", "nan", "a.b/c-d", "a\n\nb", "a\n \nb", "a\nb\n\n", "\U0001f600\nb"]
    )
)
BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(TEXT, inner, max_size=4)
        | st.tuples(inner, inner)
    ),
    max_leaves=25,
)
LONG = "k" * 129
KEYS = {LONG: {"a": "1\n2"}, "a\nb": ["x", {"c": []}], "é" * 64: {}, "": None, "a\x85b": [[1], 2]}


@given(BODIES, st.booleans())
@example(KEYS, False)
@example(KEYS, True)
@example("one\ntwo", True)
def test_the_bytes_are_those_of_libyaml(body: Any, flow: bool) -> None:
    events = [
        yaml.StreamStartEvent(),
        yaml.DocumentStartEvent(),
        *_events(body, flow),
        yaml.DocumentEndEvent(),
        yaml.StreamEndEvent(),
    ]
    written = yaml.emit(events, Dumper=yaml.CSafeDumper, allow_unicode=True, width=1 << 30)
    assert kubeyaml.dump(body, flow) == written


def _events(body: Any, flow: bool) -> Iterator[yaml.Event]:
    """The value as events; the style of each string is the one that kubeyaml chooses for it."""
    if isinstance(body, str):
        style = {'"': '"', "|": "|"}.get(kubeyaml.dump(body)[0])
        yield yaml.ScalarEvent(None, None, (style is None, True), body, style=style)
    elif isinstance(body, dict):
        yield yaml.MappingStartEvent(None, None, True, flow_style=flow)
        for pair in body.items():
            for part in pair:
                yield from _events(part, flow)
        yield yaml.MappingEndEvent()
    elif isinstance(body, (list, tuple)):
        yield yaml.SequenceStartEvent(None, None, True, flow_style=flow)
        for element in body:
            yield from _events(element, flow)
        yield yaml.SequenceEndEvent()
    else:
        yield yaml.ScalarEvent(None, None, (True, False), kubeyaml.text_of(body))


@pytest.mark.parametrize("body", ["\ud800", "a\n\udfff", {"\ud800": 1}])
def test_half_a_character_of_utf_16_is_refused(body: Any) -> None:
    """JSON can hold one (`"\\ud800"`); no output can."""
    with pytest.raises(kubeyaml.Error, match="half a character"):
        kubeyaml.dump(body)
