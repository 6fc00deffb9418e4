"""The order of documents decides nothing, and a second run changes nothing: for each golden input and several settings."""

from __future__ import annotations

import contextlib
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import yaml

from eck_mesh.errors import UserError
from eck_mesh.marks import LOCK
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.cases import FOLDERS, Case, Streams
from tests.support.streams import flat, objects_of

BLOCKS: list[dict[str, Any]] = [
    {},
    {"tls": "istio"},
    {"tls": "eck"},
    {"destinationRules": "never", "peerAuthentications": False},
    {"dataPlane": "ambient"},
    {"egress": "registryOnly", "egressHosts": [{"host": "a.example.com"}]},
]


class Outcome(NamedTuple):
    """What a stream leads to. Of several resources a sentence may name whichever comes first: only their number counts."""

    refusals: int
    notes: int
    objects: list[str]


def outcome(bodies: list[Any], flags: Flags) -> Outcome:
    """Of these documents in this order."""
    try:
        rendering = render(dumped(bodies), flags)
    except UserError as error:
        return Outcome(len(str(error).splitlines()), 0, [])
    objects = sorted(json.dumps(body, sort_keys=True) for body in flat(rendering.text))
    return Outcome(0, len(rendering.notes), objects)


def dumped(bodies: list[Any]) -> str:
    return "".join(f"---\n{json.dumps(body)}\n" for body in bodies)


def orders(bodies: list[Any]) -> list[list[Any]]:
    """Backwards, and shuffled: in the same way in each run."""
    shuffled = list(bodies)
    random.Random(13).shuffle(shuffled)
    return [bodies[::-1], shuffled]


def unlocked() -> Iterator[tuple[Case, list[Any]]]:
    """What of the golden files holds no settings of its own: plain inputs, and all outputs."""
    for case, name in itertools.product(map(Case, FOLDERS), ("input.yaml", "output.yaml")):
        file = case.folder / name
        if file.exists() and LOCK not in file.read_text():
            with contextlib.suppress(yaml.YAMLError):
                yield case, list(objects_of(file.read_text()))


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_neither_order_nor_a_second_run_changes_anything(block: dict[str, Any]) -> None:
    treated = refused = 0
    for case, bodies in unlocked():
        flags = Flags(mode="strict", namespace=case.namespace, block=block)
        expected = outcome(bodies, flags)
        for other in orders(bodies):
            assert outcome(other, flags) == expected, case.key
        refused += bool(expected.refusals)
        if not expected.refusals:
            treated += 1
            once = render(dumped(bodies), flags).text
            assert render(once, flags).text == once, case.key
    assert treated > 25
    assert refused > 25


def test_the_order_of_locked_documents_decides_nothing(streams: Streams) -> None:
    locked = [(case, text) for case, text in streams.legal() if LOCK in text]
    assert len(locked) > len(FOLDERS) / 3
    for case, text in locked:
        bodies, flags = list(objects_of(text)), case.parsed_flags
        expected = outcome(bodies, flags)
        for other in orders(bodies):
            assert outcome(other, flags) == expected, case.key
