"""The table reach.yaml: every combination of words is decided, and every row decides one."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest
import yaml

from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.reach.tables import REACH, DecisionTable, read_reach
from tests.support.helm import ROOT

FILE = ROOT / "postrenderer" / "eck_mesh" / "reach" / "reach.yaml"
TABLES = {
    "departures": REACH.departures,
    "arrivals": REACH.arrivals,
    "programs": REACH.programs,
}


def decided(table: DecisionTable) -> set[str]:
    """The reasons of the rows that decide some combination of words; StopIteration for a gap."""
    names, words = list(table.columns), table.columns.values()
    every = (dict(zip(names, one, strict=True)) for one in itertools.product(*words))
    return {table.row(one).because + table.row(one).then for one in every}


@pytest.mark.parametrize("name", TABLES)
def test_every_combination_is_decided_and_every_row_is_used(name: str) -> None:
    table = TABLES[name]
    assert decided(table) == {row.because + row.then for row in table.rows}
    assert {row.because for row in table.rows} <= set(MESSAGES)


def body() -> Any:
    return yaml.safe_load(FILE.read_text())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("departures", "rows", 0, "clients"), "outside"),
        (("departures", "rows", 0, "client"), "sidcar"),
        (("departures", "rows", 0, "policy"), "STRICT"),
        (("arrivals", "rows", 0, "then"), "rejected"),
        (("arrivals", "columns"), ["serve"]),
        (("programs", "outcome"), []),
        (("wires", "bare", "plaintext"), "plaintext"),
        (("wires", "smoke"), {}),
        (("more",), {}),
    ],
)
def test_an_unknown_word_is_an_error_at_load(path: tuple[Any, ...], value: object) -> None:
    changed = copy.deepcopy(body())
    here = changed
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    with pytest.raises(ValueError, match=r"^reach.yaml: unknown: "):
        read_reach(changed)
    read_reach(body())
