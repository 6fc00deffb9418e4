"""Connections with the rules that decide on them, for people."""

from __future__ import annotations

from eck_mesh.messages.printable import printable
from eck_mesh.report.connections.connection_table import outcome_in_words
from eck_mesh.report.connections.folded import fold
from eck_mesh.report.connections.ruled import by_rules
from eck_mesh.report.said import sentence_once

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eck_mesh.report.connections.compared import Compared
    from eck_mesh.report.connections.folded import Outcome


def connection_rules(rows: Sequence[Compared], paint: Callable[[str, str], str]) -> str:
    """A paragraph for each port: the outcomes, the clients by what they connect to, and the rules.

    Each rule is a sentence once, and then only its id. With a stream before only what changes.
    """
    said: set[str] = set()
    lines: list[str] = []
    port = ""
    for one in fold(rows):
        if one.change == "same":
            continue
        head = printable(f"{one.target} {one.port}")
        if head != port:
            lines += ["", head] if lines else [head]
        port = head
        lines += _explained(one, said, paint)
    return "\n".join(lines or ["No connection to show."]) + "\n"


def _explained(one: Outcome, said: set[str], paint: Callable[[str, str], str]) -> Iterator[str]:
    """The clients of an outcome by the reasons that they share."""
    for ruled in by_rules(one):
        yield f"  {paint(outcome_in_words(one), one.how)}: {'; '.join(ruled.names)}"
        if ruled.reasons:
            yield f"    {sentence_once(ruled.reasons, said)}"
