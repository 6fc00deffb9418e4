"""Generated streams through the whole filter: nothing differs except for the plan's own changes, types included."""

from __future__ import annotations

import json
from collections import Counter
from typing import NamedTuple

import pytest

from eck_mesh.errors import UserError
from eck_mesh.plan.decisions import Create
from eck_mesh.plan.render import Rendering, render
from eck_mesh.report.as_json import report_as_json
from eck_mesh.report.diff import diff
from eck_mesh.report.resource_report import report_of
from tests.faithful.streams import Stream, problems, shuffled, streams
from tests.support.kube_reader import PROGRAM, ask

pytestmark = pytest.mark.skipif(not PROGRAM.exists(), reason="no kube-reader: ci/tools builds it")
SEEDS = range(150)


class Planned(NamedTuple):
    """A stream that goes through, with its plan."""

    seed: int
    stream: Stream
    rendering: Rendering


def rendered(stream: Stream) -> Rendering | None:
    """None for what is refused."""
    try:
        return render(stream.text, stream.flags)
    except UserError:
        return None


@pytest.fixture(scope="module")
def planned() -> list[Planned]:
    """The streams that are not refused."""
    found = []
    for seed, stream in zip(SEEDS, streams(SEEDS), strict=True):
        rendering = rendered(stream)
        if rendering:
            found.append(Planned(seed, stream, rendering))
    assert len(found) > len(SEEDS) / 2
    assert sum(len(one.rendering.changed) for one in found) > len(SEEDS)
    return found


def test_nothing_differs_except_for_the_changes_of_the_plan(planned: list[Planned]) -> None:
    for one in planned:
        assert problems(one.rendering, one.stream.text) == [], one.seed


def test_a_second_run_changes_no_byte(planned: list[Planned]) -> None:
    for one in planned:
        text = one.rendering.text
        assert render(text, one.stream.flags).text == text, one.seed


def objects(text: str) -> Counter[str]:
    """The objects of a stream as kubectl reads them."""
    (answer,) = ask("kubectl", [text])
    assert not answer.error
    return Counter(json.dumps(one, sort_keys=True) for one in answer.found)


def test_the_order_of_documents_decides_nothing(planned: list[Planned]) -> None:
    for one in planned[::3]:
        other = render(shuffled(one.stream.text, one.seed), one.stream.flags)
        assert objects(other.text) == objects(one.rendering.text), one.seed


def explained(rendering: Rendering) -> set[str]:
    """The resources of which explain says that a field changes; each decision has a reason in words."""
    names = set()
    for one in json.loads(report_as_json(report_of(rendering)))["resources"]:
        for decision in one["decisions"]:
            assert all(reason["text"] for reason in decision["reasons"]), decision
            assert decision["reasons"], decision
            if decision["action"] in ("set", "drop"):
                names.add(one["resource"])
    return names


def test_diff_explain_and_filter_agree(planned: list[Planned]) -> None:
    for one in planned:
        shown = {
            line.removeprefix("+++ b/").strip()
            for line in diff(one.rendering).split("\n")
            if line.startswith("+++ b/")
        }
        written = {str(manifest.ref) for manifest in one.rendering.changed}
        created = {str(made.ref) for made in one.rendering.decisions if isinstance(made, Create)}
        assert shown == written | created, one.seed
        assert explained(one.rendering) == written, one.seed
        assert (one.rendering.text == one.stream.text) == (not shown), one.seed
