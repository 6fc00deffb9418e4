"""The same objects written otherwise: the same decisions, notes, objects or refusal, for each golden case."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from eck_mesh.errors import UserError
from eck_mesh.messages.reason import sentence
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.cases import Streams
from tests.support.rewritings import (
    REWRITINGS,
    json_on_many_lines,
    json_on_one_line,
    json_on_the_line_of_the_separator,
    one_list,
)
from tests.support.streams import flat

# A key like 1 is a string in JSON, and therefore not refused there as a key (its value still is).
IN_JSON = (json_on_many_lines, json_on_one_line, json_on_the_line_of_the_separator, one_list)
UNQUOTED = {"refused--objects-that-are-only-read-and-damaged"}


class Outcome(NamedTuple):
    """What a stream leads to, but for where in the stream it stands."""

    refusal: str = ""
    decisions: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()


def outcome(text: str, flags: Flags) -> Outcome:
    """Any exception but a refusal, and any output that does not load, fails the test."""
    try:
        rendering = render(text, flags)
    except UserError as error:
        return Outcome(refusal=PLACE.sub("document", str(error)))
    objects = sorted(json.dumps(body, sort_keys=True) for body in flat(rendering.text))
    notes = sorted(PLACE.sub("document", sentence([note])) for note in rendering.notes)
    return Outcome("", tuple(rendering.decisions), tuple(notes), tuple(objects))


PLACE = re.compile(r"documents? \d+(, line \d+| and \d+)")


class Stream(NamedTuple):
    """A golden input with what it leads to."""

    key: str
    text: str
    flags: Flags
    outcome: Outcome


@pytest.fixture(scope="module")
def inputs(streams: Streams) -> list[Stream]:
    """Those that load; where Kubernetes reads nothing, there is nothing to write otherwise."""
    found = []
    for case, text in streams.legal():
        flags = case.parsed_flags
        found.append(Stream(case.key, text, flags, outcome(text, flags)))
    return found


@pytest.mark.parametrize("rewrite", REWRITINGS, ids=lambda rewrite: rewrite.__name__)
def test_it_does_not_matter_how_a_stream_is_written(
    rewrite: Callable[[str], str], inputs: list[Stream]
) -> None:
    changed, different = 0, set()
    for stream in inputs:
        rewritten = rewrite(stream.text)
        if rewritten != stream.text:
            changed += 1
            if outcome(rewritten, stream.flags) != stream.outcome:
                different.add(stream.key)
    assert changed > len(inputs) / 2, "a rewriting that changes nothing shows nothing"
    assert different == (UNQUOTED if rewrite in IN_JSON else set())
