"""Hosts outside the cluster, as a table for people and as JSON for programs."""

from __future__ import annotations

from eck_mesh.messages.printable import printable
from eck_mesh.report.as_json import reason_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eck_mesh.reach.outside import Outside
    from eck_mesh.report.as_json import Json

HEAD = ("client", "port", "how", "outside the cluster")
ANY = "any"
WORDS = {"*": "any host", "": "any other host"}


def outside_table(hosts: Sequence[Outside], paint: Callable[[str, str], str]) -> str:
    """A line for each host; "" for none. paint: colors a text by an outcome."""
    if not hosts:
        return ""
    rows = [
        (
            printable(str(one.client)),
            ", ".join(map(str, one.ports)) or ANY,
            one.how,
            WORDS.get(one.host, printable(one.host)),
        )
        for one in hosts
    ]
    widths = [max(len(row[i]) for row in [HEAD, *rows]) for i in range(3)]
    lines, above = [_line(HEAD, widths, HEAD[2])], ""
    for client, *cells in rows:
        shown = ("" if client == above else client, *cells)
        lines.append(_line(shown, widths, paint(shown[2], shown[2])))
        above = client
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str], widths: Sequence[int], painted: str) -> str:
    """A line; painted: the outcome, perhaps with colors, which have no width."""
    client, port, how, host = cells
    gap = " " * (widths[2] - len(how))
    return f"{client:{widths[0]}}  {port:{widths[1]}}  {painted}{gap}  {host}"


def outside_parts(hosts: Sequence[Outside]) -> list[Json]:
    """The same for programs: docs/json.md describes every key."""
    return [
        {
            "client": str(one.client),
            "host": one.host or None,
            "ports": list(one.ports),
            "protocol": one.protocol or None,
            "how": one.how,
            "reason": reason_parts(one.reason),
        }
        for one in hosts
    ]
