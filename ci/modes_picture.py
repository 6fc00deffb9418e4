"""docs/pictures/modes.svg: who connects to whom in each mode, of the charts in docs/reach.md."""

from __future__ import annotations

import re

from reach_page import MARKED
from svg import Picture

from eck_mesh.report.connections.looks import LOOKS

TITLES = {
    "disabled": ("disabled", ""),
    "permissive": ("permissive", ""),
    "strict": ("strict", ""),
    "strict-eck": ("strict", "tls: eck"),
}
WIDTH, LEFT, FIRST, COLUMN, LINE = 830, 16, 240, 144, 18
NODE = re.compile(r'^  (c\d+)\("(.*)"\)$', re.M)
FRAME = re.compile(r'^  subgraph (t\d+)\["(.*)"\]$', re.M)
ARROW = re.compile(r'^  (c\d+) \S+\|"(.*)"\| (t\d+)p(\d+)$', re.M)
Connection = tuple[str, str]  # the client, and the resource with its port


def outcomes(flowchart: str) -> dict[Connection, list[str]]:
    """What a flowchart says of each connection: its outcomes, each with the way if it matters."""
    clients = dict(NODE.findall(flowchart))
    frames = {name: label.split("/")[0] for name, label in FRAME.findall(flowchart)}
    found: dict[Connection, list[str]] = {}
    for node, label, frame, port in ARROW.findall(flowchart):
        for client in clients[node].split("<br/>"):
            one = (client.split("/")[0], f"{frames[frame]} {port}")
            found.setdefault(one, []).append(label)
    return found


def modes_picture(page: str) -> str:
    """A row for each connection, a column for each mode."""
    charts = {name: outcomes(chart) for chart, name in _charts(page)}
    rows = sorted({one for chart in charts.values() for one in chart}, key=_order)
    picture = Picture(WIDTH, "Who connects to whom in each mode, and how")
    for number, name in enumerate(charts):
        for line, words in enumerate(TITLES[name]):
            picture.text(FIRST + COLUMN * number, 30 + LINE * line, words, "words bold")
    y, above = 58, ""
    for client, target in rows:
        if target != above:
            picture.text(LEFT, y + 16, f"To {target}", "words bold")
            y, above = y + 26, target
        cells = [chart.get((client, target), []) for chart in charts.values()]
        height = LINE * max(_lines(cell) for cell in cells) + 8
        picture.box((LEFT, y), (WIDTH - 2 * LEFT, height), "band")
        picture.text(LEFT + 10, y + 18, f"from {client}", "faint")
        for number, cell in enumerate(cells):
            _cell(picture, (FIRST + COLUMN * number, y + 18), cell)
        y += height + 4
    return picture.svg(y + 10)


def _order(one: Connection) -> tuple[str, int, str]:
    """By the resource, its port, and the client."""
    client, target = one
    name, _, port = target.partition(" ")
    return name, int(port), client


def _charts(page: str) -> list[tuple[str, str]]:
    """Each flowchart of the page with its name."""
    return [(found[0], found[2]) for found in MARKED.finditer(page)]


def _lines(cell: list[str]) -> int:
    return max(1, sum(1 + (" by " in label) for label in cell))


def _cell(picture: Picture, start: tuple[float, float], cell: list[str]) -> None:
    x, y = start
    for label in cell:
        outcome, by, way = label.partition(" by ")
        picture.text(x, y, outcome, f"{LOOKS[outcome].name} bold")
        if by:
            picture.text(x, y + LINE, f"by {way}", "faint")
        y += LINE * (2 if by else 1)
