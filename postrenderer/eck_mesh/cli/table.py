"""Tables for people: aligned columns, of which the last one is broken at the terminal's width."""

from __future__ import annotations

import re
import textwrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NARROWEST = 30  # characters of the last column, however narrow the terminal
GAP = "  "
COMMAND = re.compile(r"`[^`]*`")
HELD = "\0"  # a blank at which no line is broken


def table(rows: Sequence[Sequence[str]], width: int) -> str:
    """The rows, each with the same number of cells. width: of the terminal; 0: no line is broken.

    A cell of the last column may have several lines; only its first stands beside other cells.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    indent = sum(widths) + len(widths) * len(GAP)
    room = max(width - indent, NARROWEST) if width else 0
    lines: list[str] = []
    for *cells, last in rows:
        padded = [cell.ljust(size) for cell, size in zip(cells, widths, strict=True)]
        first, *more = _broken(last, room)
        lines.append(GAP.join([*padded, first]).rstrip())
        lines += (" " * indent + line for line in more)
    return "".join(f"{line}\n" for line in lines)


def _broken(text: str, width: int) -> Iterator[str]:
    """The lines of a text; with a width none is longer, except by a word or a command.

    A command in backticks stays whole, so that it can be copied.
    """
    for line in text.split("\n"):
        if width and len(line) > width:
            whole = COMMAND.sub(lambda found: found[0].replace(" ", HELD), line)
            parts = textwrap.wrap(whole, width, break_long_words=False, break_on_hyphens=False)
            yield from (part.replace(HELD, " ") for part in parts)
        else:
            yield line
