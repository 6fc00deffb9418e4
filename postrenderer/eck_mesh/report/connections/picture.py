"""The picture of the page: clients left, resources right, and a line for each outcome.

Each line is a link to its rule in the list. CSS alone shows the rule on hover and focus: the page
has no script.
"""

from __future__ import annotations

from html import escape

from eck_mesh.report.connections.compared import CHANGED, GONE, NEW
from eck_mesh.report.connections.layout import TITLE, Box, lay_out
from eck_mesh.report.connections.looks import LOOKS
from eck_mesh.report.connections.ruled import by_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.report.connections.folded import Outcome
    from eck_mesh.report.connections.layout import Layout, Line

MOST_LINES = 600  # a larger picture shows nothing, and makes a browser slow
CHANGES = {CHANGED: "{before} → {how}", GONE: "gone: {before}", NEW: "new: {how}"}
LABELS = (0.5, 0.3, 0.7)  # where along its line
STOP = 95  # where the line of a refused connection ends, of 100


def picture(outcomes: Sequence[Outcome]) -> str:
    """The picture; "" where it would have too many lines, or none."""
    count = sum(len(one.groups) for one in outcomes)
    if not 0 < count <= MOST_LINES:
        return ""
    found = lay_out(outcomes)
    numbers: dict[object, str] = {client: f"c{i}" for i, client in enumerate(found.clients)}
    numbers |= {port: f"p{i}" for i, port in enumerate(found.ports)}
    parts = [
        f'<section class="picture" style="height:{found.height / 16}rem" aria-label="Picture">',
        '<ul class="clients">',
        *_clients(found),
        "</ul>",
        '<div class="lines">',
        *(_line(line, found.height, numbers) for line in found.lines),
        "</div>",
        '<ul class="targets">',
        *_targets(found),
        "</ul>",
        "</section>",
        f"<style>{''.join(_highlights(numbers.values()))}</style>",
    ]
    return "\n".join(parts)


def _box(box: Box, above: float = 0) -> str:
    """The place of a box; above: the upper edge of what holds it."""
    return f'style="top:{(box.top - above) / 16}rem;height:{box.height / 16}rem"'


def _clients(found: Layout) -> Iterator[str]:
    for number, (client, box) in enumerate(found.clients.items()):
        yield f'<li id="c{number}" tabindex="0" {_box(box)}>{two_lines(client.name)}</li>'


def _targets(found: Layout) -> Iterator[str]:
    """A card for each resource, with its ports."""
    cards: dict[Ref, list[str]] = {}
    places: dict[Ref, Box] = {}
    for number, ((target, port), box) in enumerate(found.ports.items()):
        above = places.setdefault(target, Box(box.top - TITLE, 0)).top
        places[target] = Box(above, box.top + box.height - above)
        row = f'<b id="p{number}" tabindex="0" {_box(box, above)}>{port}</b>'
        cards.setdefault(target, []).append(row)
    for target, rows in cards.items():
        yield f"<li {_box(places[target])}>{two_lines(str(target))}{''.join(rows)}</li>"


def two_lines(name: str) -> str:
    """A name in two lines: `Kind/namespace/name` as the kind and the rest."""
    kind, slash, rest = name.partition("/")
    if not slash:
        return f'<span title="{escape(name)}"><span>{escape(name)}</span></span>'
    parts = f"<small>{escape(kind)}</small><span>{escape(rest)}</span>"
    return f'<span title="{escape(name)}">{parts}</span>'


def _line(line: Line, height: float, numbers: dict[object, str]) -> str:
    """One line, as a link that is as wide as the picture lets it be."""
    one = line.outcome
    client, port = numbers[line.client], numbers[line.port]
    look = LOOKS[one.latest].name
    title = f"{line.group.name} to {one.target} {one.port}: {change_in_words(one)}"
    stop = STOP if one.how == "refused" else 100
    curve = f"M0 {line.start}C{stop / 2} {line.start} {stop / 2} {line.end} {stop} {line.end}"
    end = f"M{stop} {line.end - 6}v12" if one.how == "refused" else f"M{stop} {line.end}h0"
    paths = "".join(
        f'<path class="{name}" d="{path}"/>'
        for name, path in (("hit", curve), ("line", curve), ("inner", curve), ("end", end))
    )
    return (
        f'<a class="edge {look} {client} {port} {one.change}" href="#r{line.number}" '
        f'aria-label="{escape(title)}"><svg viewBox="0 0 100 {height}" '
        f'preserveAspectRatio="none" aria-hidden="true">{paths}</svg>{_label(line)}{_why(line)}</a>'
    )


def _label(line: Line) -> str:
    """The words on a line that changes: those of neighbors at another place of their lines."""
    if line.outcome.change not in CHANGES:
        return ""
    along = LABELS[line.number % len(LABELS)]
    back = 1 - along
    left = 150 * back * along + 100 * along**3
    share = 3 * back * along**2 + along**3  # of the way from start to end, as Bézier's curve has it
    top = line.start + (line.end - line.start) * share
    words = escape(change_in_words(line.outcome))
    return f'<em style="left:{left:.1f}%;top:{top / 16}rem">{words}</em>'


def change_in_words(one: Outcome) -> str:
    """The outcome, with what it was before."""
    return one.in_words(CHANGES)


def _why(line: Line) -> str:
    """What hover and focus show: the connection, and the rules."""
    one = line.outcome
    rules = []
    for ruled in by_rules(one):
        ways = ruled.clients.get(line.group.client.name)
        if ways:
            texts = "; ".join(dict.fromkeys(map(str, ruled.reasons)))
            rules.append(f"<span>by {escape(', '.join(ways))}: {escape(texts)}</span>")
    head = f"{line.group.client.name} → {one.target} {one.port}"
    look = LOOKS[one.latest].name
    badge = f'<i class="badge {look}">{escape(change_in_words(one))}</i>'
    return f'<span class="why"><b>{escape(head)} {badge}</b>{"".join(rules)}</span>'


def _highlights(names: Iterable[str]) -> Iterator[str]:
    """On hover over a client or a port only its lines stay."""
    for name in names:
        on = f"#{name}:is(:hover,:focus-visible)"
        yield f".picture:has({on}) .edge:not(.{name}){{opacity:.1}}"
