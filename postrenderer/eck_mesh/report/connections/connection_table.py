"""Connections as a table for people."""

from __future__ import annotations

import textwrap
from collections import Counter

from eck_mesh.messages.enumeration import counted
from eck_mesh.messages.printable import printable
from eck_mesh.reach.connection import HOW
from eck_mesh.report.connections.compared import CHANGED, GONE, NEW
from eck_mesh.report.connections.folded import fold

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eck_mesh.report.connections.compared import Compared
    from eck_mesh.report.connections.folded import Outcome

HEAD = ("resource", "port", "how", "clients")
CHANGES = {CHANGED: "{before} -> {how}", GONE: "- {before}", NEW: "+ {how}"}
NARROWEST = 24  # characters for the clients, however narrow the terminal


def connection_table(rows: Sequence[Compared], width: int, paint: Callable[[str, str], str]) -> str:
    """The table; with a stream before only what changes.

    width: of the terminal; 0: no line is broken. paint: colors a text by an outcome.
    """
    compared = any(row.change for row in rows)
    outcomes = [one for one in fold(rows) if one.change != "same"]
    lines = list(_table(outcomes, width, paint)) if outcomes else []
    if not rows:
        return "No connection to show.\n"
    if compared:
        same = sum(row.change == "same" for row in rows)
        lines += [""] if lines else []
        lines.append(f"{counted(len(rows) - same, 'connection')} changed, {same} the same.")
    return "\n".join(lines) + "\n"


def summary(rows: Sequence[Compared]) -> str:
    """How many connections have each outcome, in a line; "" for none, and for a comparison."""
    if not rows or any(row.change for row in rows):
        return ""
    counts = Counter(row.how for row in rows)
    parts = [f"{counts[how]} {how}" for how in HOW if counts[how]]
    return f"{counted(len(rows), 'connection')}: {', '.join(parts)}.\n"


def _table(
    outcomes: Sequence[Outcome], width: int, paint: Callable[[str, str], str]
) -> Iterator[str]:
    cells = [(printable(str(one.target)), str(one.port), outcome_in_words(one)) for one in outcomes]
    widths = [max(len(row[i]) for row in [HEAD, *cells]) for i in range(3)]
    indent = sum(widths) + 2 * len(widths)
    yield _line(HEAD[:3], widths) + HEAD[3]
    above = ("", "")
    for one, (target, port, how) in zip(outcomes, cells, strict=True):
        shown = ("" if target == above[0] else target, "" if (target, port) == above else port)
        above = (target, port)
        head = _line((*shown, how), widths)
        start = indent - widths[2] - 2
        head = (
            head[:start] + paint(head[start : start + len(how)], one.how) + head[start + len(how) :]
        )
        clients = [group.name for group in one.groups]
        first, *more = _broken(clients, width - indent if width else 0)
        yield head + first
        yield from (" " * indent + line for line in more)


def outcome_in_words(one: Outcome) -> str:
    """The outcome, with what it was before."""
    return one.in_words(CHANGES)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(f"{cell:{width}}  " for cell, width in zip(cells, widths, strict=True))


def _broken(names: Sequence[str], width: int) -> list[str]:
    """Names in lines of a width; 0: in one line."""
    text = ", ".join(names)
    if not width:
        return [text]
    return textwrap.wrap(
        text, max(width, NARROWEST), break_long_words=False, break_on_hyphens=False
    ) or [""]
