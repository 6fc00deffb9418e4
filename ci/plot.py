"""docs/pictures/performance.svg: the times of docs/performance.md as a plot."""

from __future__ import annotations

import math

from svg import Picture

WIDTH, LEFT, RIGHT = 600, 16, 70
TABLE = "### Milliseconds for each stream\n"
# The columns that are drawn, and their looks.
BARS = {"eck-mesh": "one", "kustomize": "two", "python -c pass": "three"}
LEAST = 5.0  # milliseconds, at the left edge


def rows(page: str) -> list[dict[str, str]]:
    """The rows of the table by the names of its columns. ValueError if the page has none."""
    lines = page.partition(TABLE)[2].strip().partition("\n\n")[0].splitlines()
    cells = [[one.strip().replace("`", "") for one in line.strip("|").split("|")] for line in lines]
    if len(cells) < 3:
        raise ValueError(f"docs/performance.md: no table below {TABLE.strip()}")
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def plot(page: str) -> str:
    """Horizontal bars, the axis logarithmic."""
    table = rows(page)
    times = [_milliseconds(row[name]) for row in table for name in BARS if row[name]]
    scale = (WIDTH - LEFT - RIGHT) / math.log10(max(times) / LEAST)
    picture = Picture(WIDTH, "Milliseconds of a whole run, for each stream of docs/performance.md")
    picture.text(LEFT, 30, "Milliseconds of a whole run", "words bold")
    picture.text(
        LEFT, 50, "The axis is logarithmic: each doubling is as long as the one before.", "faint"
    )
    x: float = LEFT
    for name, look in BARS.items():
        picture.box((x, 62), (12, 12), look)
        picture.text(x + 18, 73, name)
        x += 44 + 8 * len(name)
    y = 100
    for row in table:
        picture.text(LEFT, y, row["stream"])
        y += 8
        for name, look in BARS.items():
            if row[name]:
                length = max(2.0, scale * math.log10(_milliseconds(row[name]) / LEAST))
                picture.box((LEFT, y), (round(length, 1), 13), look)
                picture.text(LEFT + round(length, 1) + 6, y + 12, row[name], "faint")
                y += 17
        y += 21
    return picture.svg(y - 6)


def _milliseconds(cell: str) -> float:
    return float(cell.replace(",", ""))
