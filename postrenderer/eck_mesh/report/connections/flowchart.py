"""Connections as a Mermaid flowchart, for Markdown."""

from __future__ import annotations

import string

from eck_mesh.errors import UserError
from eck_mesh.messages.printable import printable
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.connection_table import outcome_in_words
from eck_mesh.report.connections.folded import fold
from eck_mesh.report.connections.looks import LOOKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.report.connections.compared import Compared
    from eck_mesh.report.connections.folded import Outcome

SAFE = frozenset(f"{string.ascii_letters}{string.digits} /.-,+'")
FRAME = "#8c959f"  # visible on light and on dark ground
# Mermaid's defaults, maxEdges and maxTextSize, which GitHub has too.
MOST_LINES, MOST_CHARACTERS = 500, 50_000


class Arrow(NamedTuple):
    """One arrow: to which port, in which style, with which label."""

    target: Ref
    port: int
    how: str
    label: str


def flowchart(rows: Sequence[Compared]) -> str:
    """The flowchart; with a stream before only what changes. UserError for one that is too large.

    Clients with the same arrows are one node.
    """
    outcomes = [one for one in fold(rows) if one.change != "same"]
    lines = ["flowchart LR"]
    if not outcomes:
        lines.append(f'  none["{"No difference." if rows else "No connection to show."}"]')
    arrows = _arrows(outcomes)
    clients: dict[tuple[Arrow, ...], list[str]] = {}
    for client, found in arrows.items():
        clients.setdefault(tuple(found), []).append(client)
    for number, names in enumerate(clients.values()):
        lines.append(f'  c{number}("{"<br/>".join(map(_escaped, names))}")')
    ports = {(one.target, one.port): "" for one in outcomes}
    lines += _targets(ports)
    count = 0
    styles: dict[str, list[str]] = {}
    for number, shared in enumerate(clients):
        for one in shared:
            styles.setdefault(one.how, []).append(str(count))
            arrow, label = LOOKS[one.how].arrow, _escaped(one.label)
            lines.append(f'  c{number} {arrow}|"{label}"| {ports[one.target, one.port]}')
            count += 1
    for how, numbers in styles.items():
        lines.append(f"  linkStyle {','.join(numbers)} stroke:{LOOKS[how].color}")
    return _checked("\n".join(lines) + "\n", count)


def _arrows(outcomes: Sequence[Outcome]) -> dict[str, list[Arrow]]:
    """The arrows of each client."""
    found: dict[str, list[Arrow]] = {}
    for one in outcomes:
        for group in one.groups:
            ways = f" by {', '.join(group.ways)}" if group.ways else ""
            label = f"{outcome_in_words(one)}{ways}"
            arrow = Arrow(one.target, one.port, one.latest, label)
            found.setdefault(group.client.name, []).append(arrow)
    return found


def _targets(ports: dict[tuple[Ref, int], str]) -> Iterator[str]:
    """A frame for each resource, with its ports; `ports` gets the name of each port's node."""
    number, above = -1, None
    for target, port in ports:
        if target != above:
            if above is not None:
                yield "  end"
            number += 1
            yield f"  style t{number} fill:transparent,stroke:{FRAME}"
            yield f'  subgraph t{number}["{_escaped(str(target))}"]'
        above = target
        ports[target, port] = f"t{number}p{port}"
        yield f'    t{number}p{port}(["{port}"])'
    if above is not None:
        yield "  end"


def _escaped(text: str) -> str:
    """A text that Mermaid shows as it is: other characters as entities."""
    return "".join(one if one in SAFE else f"#{ord(one)};" for one in printable(text))


def _checked(text: str, lines: int) -> str:
    if lines <= MOST_LINES and len(text) <= MOST_CHARACTERS:
        return text
    size = {"lines": lines, "characters": len(text)}
    most = {"most_lines": MOST_LINES, "most_characters": MOST_CHARACTERS}
    raise UserError.from_reason(reason("flowchart-too-large", **size, **most))
