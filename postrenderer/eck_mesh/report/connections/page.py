"""Connections as a page for a browser: one file, without a script, and without a request.

The page says so itself: its Content-Security-Policy allows neither.
"""

from __future__ import annotations

import os
from html import escape

from eck_mesh import __version__
from eck_mesh.messages.printable import printable_lines
from eck_mesh.report.connections.folded import fold
from eck_mesh.report.connections.looks import LOOKS
from eck_mesh.report.connections.picture import MOST_LINES, change_in_words, picture
from eck_mesh.report.connections.ruled import by_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eck_mesh.report.connections.compared import Compared
    from eck_mesh.report.connections.folded import Outcome

HEAD = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Who connects to whom</title>
<style>
{style}</style>
</head>
<body>
<header>
<h1>Who connects to whom</h1>
<p>{summary}</p>
{legend}
</header>
<main>
"""
TAIL = """\
</main>
<footer>eck-mesh {version}, <code>eck-mesh reach --format html</code></footer>
</body>
</html>
"""
COLUMNS = (
    "<table><thead><tr><th>port</th><th>outcome</th><th>clients</th><th>what decides</th></tr>"
    "</thead><tbody>"
)


def page(rows: Sequence[Compared], left_out: str = "") -> str:
    """The page; with a stream before all connections, and the changed ones stand out.

    left_out: which connections are not shown, in words.
    """
    outcomes = fold(rows)
    lines = sum(len(one.groups) for one in outcomes)
    summary = f"{_summary(rows)} {escape(left_out)}".rstrip()
    parts = [
        HEAD.format(style=_style(), summary=summary, legend=_legend(outcomes)),
        picture(outcomes),
    ]
    if lines > MOST_LINES:
        parts.append(
            f'<p class="left-out">A picture of {lines} lines would show nothing. '
            "Name resources, or use --client or --port.</p>"
        )
    parts += ['<section class="list" aria-label="List">', *_list(outcomes), "</section>"]
    parts.append(TAIL.format(version=__version__))
    return printable_lines("\n".join(parts))


def _style() -> str:
    loader = __loader__  # type: ignore[name-defined]  # also reads from a zip
    data: bytes = loader.get_data(os.path.join(os.path.dirname(__file__), "page.css"))
    return data.decode()


def _summary(rows: Sequence[Compared]) -> str:
    """How much the page shows, in a sentence."""
    if not rows:
        return "No connection to show."
    targets = len({row.connection.target for row in rows})
    clients = len({row.connection.client for row in rows})
    text = f"{len(rows)} connections of {clients} clients to {targets} resources."
    if any(row.change for row in rows):
        text += f" The change concerns {sum(row.differs for row in rows)} of them."
    return text


def _legend(outcomes: Sequence[Outcome]) -> str:
    """The outcomes that there are, each with its line and what is on the wire."""
    there = {one.latest for one in outcomes}
    parts = [_sample(how) for how in LOOKS if how in there]
    return "\n".join(['<ul class="legend">', *parts, "</ul>"])


def _sample(how: str) -> str:
    look = LOOKS[how]
    end = "M46 4v12" if how == "refused" else "M46 10h0"
    paths = "".join(
        f'<path class="{name}" d="{path}"/>'
        for name, path in (("line", "M2 10H46"), ("inner", "M2 10H46"), ("end", end))
    )
    line = f'<svg class="edge {look.name}" viewBox="0 0 52 20" aria-hidden="true">{paths}</svg>'
    return f"<li>{line}<span><b>{escape(how)}</b> {escape(look.meaning)}</span></li>"


def _list(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A table for each resource: its ports, the outcomes, the clients, and the rules."""
    above: tuple[object, int] | None = None
    for number, one in enumerate(outcomes):
        if not above or one.target != above[0]:
            yield "</tbody></table>" if above else ""
            yield f"<h2>{escape(str(one.target))}</h2>"
            yield COLUMNS
        port = "" if (one.target, one.port) == above else str(one.port)
        above = (one.target, one.port)
        yield from _rows(one, number, port)
    yield "</tbody></table>" if above else ""


def _rows(one: Outcome, number: int, port: str) -> Iterator[str]:
    """The rows of an outcome; the first has the port."""
    look = LOOKS[one.latest].name
    badge = f'<i class="badge {look}">{escape(change_in_words(one))}</i>'
    for index, ruled in enumerate(by_rules(one)):
        anchor = f' id="r{number}"' if not index else ""
        cells = [
            f"<b>{port}</b>" if port and not index else "",
            badge,
            _bullets(escape(name) for name in ruled.names),
            _bullets(f"{escape(str(why))} <code>{why.id}</code>" for why in ruled.reasons),
        ]
        yield f'<tr{anchor} class="{one.change}"><td>{"</td><td>".join(cells)}</td></tr>'


def _bullets(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{text}</li>' for text in texts)}</ul>"
