"""The table reach.yaml, loaded and checked: what becomes of a connection.

An unknown column, word or outcome is a ValueError at load.
"""

from __future__ import annotations

from eck_mesh.manifests.paths import items, mapping, mappings, text, texts
from eck_mesh.reach.connection import HOW
from eck_mesh.record import NamedTuple
from eck_mesh.tables import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eck_mesh.manifests.paths import Body


class Row(NamedTuple):
    """One row. when: the words of each column for which it holds. then: the outcome.

    because: the id of the message that gives the reason.
    """

    when: dict[str, tuple[str, ...]]
    then: str
    because: str

    def holds(self, words: Mapping[str, str]) -> bool:
        """Whether a row holds for these words of the columns."""
        return all(words[column] in wanted for column, wanted in self.when.items())


class DecisionTable(NamedTuple):
    """One decision. columns: with the words of each."""

    columns: dict[str, tuple[str, ...]]
    rows: tuple[Row, ...]

    def row(self, words: Mapping[str, str]) -> Row:
        """The first row that holds; StopIteration in a table with a gap, which a test excludes."""
        return next(row for row in self.rows if row.holds(words))


class Reach(NamedTuple):
    """The whole file. wires: the word for what is on the wire, by `sends` and `bytes`."""

    departures: DecisionTable
    arrivals: DecisionTable
    programs: DecisionTable
    wires: dict[str, dict[str, str]]


def read_reach(body: Body) -> Reach:
    """The file as records. ValueError for a word that no column has."""
    every = {name: tuple(map(str, words)) for name, words in body["columns"].items()}
    tables = {
        name: read_decision(mapping(body, (name,)), every)
        for name in ("departures", "arrivals", "programs")
    }
    wires = {sends: texts(body, ("wires", sends)) for sends in mapping(body, ("wires",))}
    for sends in every["sends"]:
        _check(wires[sends], every["bytes"])
        _check(wires[sends].values(), HOW)
    _check(wires, every["sends"])
    _check(body, ("columns", "wires", *tables))
    return Reach(**tables, wires=wires)


def read_decision(body: Body, every: dict[str, tuple[str, ...]]) -> DecisionTable:
    """One table. `every`: the words of all columns."""
    _check(body, ("columns", "outcomes", "rows"))
    _check(body["columns"], every)
    columns = {name: every[name] for name in body["columns"]}
    rows = []
    for entry in mappings(body, ("rows",)):
        when = {key: _words(entry, key) for key in entry if key not in ("then", "because")}
        _check(when, columns)
        for column, words in when.items():
            _check(words, columns[column])
        row = Row(when, text(entry, ("then",)), text(entry, ("because",)))
        _check([row.then], body["outcomes"])
        rows.append(row)
    return DecisionTable(columns, tuple(rows))


def _words(entry: Body, column: str) -> tuple[str, ...]:
    """A word, or a list of them."""
    return tuple(items(entry, (column,)) or [text(entry, (column,))])


def _check(words: Iterable[str], known: Iterable[str]) -> None:
    """ValueError for words that are not among the known ones."""
    unknown = set(words).difference(known)
    if unknown:
        raise ValueError(f"reach.yaml: unknown: {', '.join(sorted(map(str, unknown)))}")


REACH = read_reach(read_table(__loader__, __file__, "reach.yaml"))  # type: ignore[name-defined]
