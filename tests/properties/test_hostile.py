"""Each place of every golden input holds something else: the answer is a result, or a refusal that names the resource."""

from __future__ import annotations

import itertools
import json
import re
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK, SETTINGS
from eck_mesh.plan.render import render
from eck_mesh.report.explain import explain
from eck_mesh.report.resource_report import report_of
from eck_mesh.settings.settings import Flags
from tests.support.cases import Streams
from tests.support.mutations import VALUES, Place, places
from tests.support.streams import flat

NAMED = re.compile(r"([A-Z]\w+/[^:]+|document \d+, line \d+|documents \d+ and \d+): ")


def locked(kind: str, **spec: Any) -> Any:
    """A resource of a strict release, as the chart renders it."""
    group = f"{kind.lower()}.k8s.elastic.co{LOCK}/v1"
    settings = {"contract": 1, "namespace": "prod", "releaseMode": "strict", "mode": "strict"}
    metadata = {"name": "locked", "annotations": {SETTINGS: json.dumps(settings)}}
    spec = {"version": "9.4.3", **spec}
    return {"apiVersion": group, "kind": kind, "metadata": metadata, "spec": spec}


BESIDE = [
    locked("Elasticsearch", nodeSets=[{"name": "default", "count": 1}]),
    locked("Kibana", elasticsearchRef={"name": "locked"}),
]


@pytest.fixture(scope="module")
def inputs(streams: Streams) -> list[list[Any]]:
    """The objects of each golden input that loads."""
    return [
        [body for body in flat(text) if isinstance(body, dict) and body.get("kind")]
        for _, text in streams.legal()
    ]


def tracebacks(damaged: list[Place], flags: Flags, half: int) -> set[str]:
    """The places that lead to anything but an answer, or a refusal that names what it refuses. half: 0 or 1, each of which
    has every second value in each place, because all of them take minutes."""
    found = set()
    pairs = itertools.product(enumerate(damaged), enumerate(VALUES.values()))
    for (row, place), (column, value) in pairs:
        if (row + column) % 2 != half:
            continue
        refusal = outcome(place.damaged(value), flags)
        if refusal == "traceback":
            found.add(place.where)
        else:
            assert all(map(NAMED.match, refusal.splitlines())), refusal
    return found


def outcome(text: str, flags: Flags) -> str:
    """The words of a refusal; nothing for an answer."""
    try:
        assert explain(report_of(render(text, flags)))
    except UserError as error:
        return str(error)
    except Exception:  # whatever it is: it is what these tests look for
        return "traceback"
    return ""


@pytest.mark.parametrize(("mode", "half"), [("excluded", 0), ("strict", 1)])
def test_a_damaged_resource_is_treated_or_refused(
    mode: str, half: int, inputs: list[list[Any]]
) -> None:
    damaged = list(places(inputs))
    assert len(damaged) > 500
    assert tracebacks(damaged, Flags(mode=mode, namespace="prod", override=True), half) == set()


def test_a_damaged_resource_next_to_a_locked_one_is_read_or_refused(
    inputs: list[list[Any]],
) -> None:
    unlocked = [
        [*BESIDE, body] for bodies in inputs for body in bodies if LOCK not in body["apiVersion"]
    ]
    damaged = [place for place in places(unlocked) if place.number == len(BESIDE)]
    assert len(damaged) > 300
    assert tracebacks(damaged, Flags(), 0) == set()
