"""The table of rules: a rule that is not asked would have decided nothing."""

from __future__ import annotations

import inspect

import pytest

from eck_mesh.errors import UserError
from eck_mesh.mesh.written import Written
from eck_mesh.plan.all_notes import PODS as POD_NOTES
from eck_mesh.plan.render import render
from eck_mesh.plan.row import About
from eck_mesh.plan.rule import Rule
from eck_mesh.plan.rules import STAGES
from eck_mesh.settings.settings import Flags
from tests.bench.streams import STREAMS
from tests.support.cases import Streams
from tests.support.releases.release import release

ROWS = [row for rows in STAGES for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_each_row_names_a_rule(row: Rule) -> None:
    takes = ["mesh"] if row.of_stream else ["manifest", "mesh"]
    assert list(inspect.signature(row.decide).parameters) == takes


@pytest.mark.parametrize("plane", ["sidecar", "ambient"])
def test_random_releases_by_all_rules(plane: str, monkeypatch: pytest.MonkeyPatch) -> None:
    compare(
        [(one.text, one.flags) for one in (release(seed, plane) for seed in range(60))],
        monkeypatch,
    )


def test_golden_cases_by_all_rules(streams: Streams, monkeypatch: pytest.MonkeyPatch) -> None:
    compare([(text, case.parsed_flags) for case, text in streams.legal()], monkeypatch)


def compare(inputs: list[tuple[str, Flags]], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same decisions, notes and errors, whether rules are left out or all of them are asked."""
    left_out = [outcome(*one) for one in inputs]
    monkeypatch.setattr(About, "is_in", lambda *_: True)
    monkeypatch.setattr(Written, "has", lambda *_: True)
    monkeypatch.setattr(Written, "has_addresses", lambda *_: True)
    for one, before in zip(inputs, left_out, strict=True):
        assert outcome(*one) == before, one[0][:200]


def outcome(text: str, flags: Flags) -> tuple[object, ...]:
    """What a run says and decides."""
    try:
        rendering = render(text, flags)
    except UserError as error:
        return (str(error),)
    return rendering.decisions, rendering.notes, rendering.text


def test_what_the_chart_writes_itself_is_no_reason_to_ask() -> None:
    """Its settings, all of which it writes into each resource, and its labels."""
    mesh = render("".join(STREAMS["20"].texts()), Flags()).before
    assert not mesh.may_have_addresses
    assert not mesh.differs("proxy")
    assert not any(map(mesh.written.has, POD_NOTES))


@pytest.mark.parametrize("proxy", [{"classic": True}, {"resources": {"limits": {"cpu": "1"}}}])
def test_a_part_of_a_setting_differs(proxy: dict[str, object]) -> None:
    block: dict[str, object] = {"proxy": proxy}
    flags = Flags(mode="strict", namespace="prod", block=block)
    assert render("".join(STREAMS["20-third-party"].texts()), flags).before.differs("proxy")


@pytest.mark.parametrize(
    ("text", "word", "has"),
    [
        ("a: hostNetwork", "hostNetwork", True),
        ("a: b", "hostNetwork", False),
        ('"host\\x4eetwork": true', "hostNetwork", True),
        ("? !!binary aG9zdE5ldHdvcms=\n: true", "hostNetwork", True),
    ],
)
def test_words_of_a_text(text: str, word: str, has: bool) -> None:
    assert Written([text]).has(word) is has


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ("a: es:9200", True),
        ("a: [es:9200]", True),
        ("a: ${ES}:9200", True),
        ("a: es:$PORT", True),
        ("a: '[::1]:9200'", True),
        ("a: es-http.prod.svc", True),
        ("a: {Hosts: es}", True),
        ("a: http://es", True),
        ("a: {b: 1, c: d}", False),
        ("a: '{\"b\":1}'", False),
    ],
)
def test_addresses_of_a_text(text: str, has: bool) -> None:
    assert Written([text]).has_addresses() is has
