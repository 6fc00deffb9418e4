"""Where the picture has its clients, ports and lines. Lengths are in pixels at the usual font size.

The clients are on the left and the resources on the right. Only heights are laid out: the page
stretches the lines to any width.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias, TypeVar

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.reach.connection import Client
    from eck_mesh.report.connections.folded import Group, Outcome

    Port: TypeAlias = "tuple[Ref, int]"
    Key = TypeVar("Key")

CLIENT, CLIENT_GAP, WIDEST_GAP = 44, 12, 40  # of a client with few lines
TITLE, PORT, RESOURCE_GAP = 44, 36, 20
SPREAD = 8  # between two lines at one end
EDGE = 10  # of a box, where no line ends


class Box(NamedTuple):
    """A client, a resource or a port, from its upper edge."""

    top: float
    height: float


class Line(NamedTuple):
    """One line of the picture, from a client to a port. number: of the outcome.

    start, end: the heights of its ends.
    """

    outcome: Outcome
    number: int
    group: Group
    start: float = 0
    end: float = 0

    @property
    def client(self) -> Client:
        return self.group.client

    @property
    def port(self) -> Port:
        return self.outcome.target, self.outcome.port


class Layout(NamedTuple):
    """The whole picture."""

    height: float
    clients: dict[Client, Box]
    ports: dict[Port, Box]
    lines: list[Line]


def lay_out(outcomes: Sequence[Outcome]) -> Layout:
    """The picture of some outcomes: resources in their order, and each client near its targets."""
    lines = [
        Line(one, number, group) for number, one in enumerate(outcomes) for group in one.groups
    ]
    ports = _ports(lines)
    reached: dict[Client, list[float]] = {}
    for line in lines:
        reached.setdefault(line.client, []).append(ports[line.port].top)
    order = sorted(reached, key=lambda client: sum(reached[client]) / len(reached[client]))
    heights = {client: max(CLIENT, _needed(len(reached[client]))) for client in order}
    room = _bottom(ports.values()) - sum(heights.values())
    gap = min(max(CLIENT_GAP, room / max(len(order) - 1, 1)), WIDEST_GAP)
    clients: dict[Client, Box] = {}
    top = 0.0
    for client, height in heights.items():
        clients[client] = Box(top, height)
        top += height + gap
    height = max(_bottom(clients.values()), _bottom(ports.values()))
    clients, ports = _centered(clients, height), _centered(ports, height)
    return Layout(height, clients, ports, _with_ends(lines, clients, ports))


def _ports(lines: Sequence[Line]) -> dict[Port, Box]:
    """The ports, one below the other, with room for the title of each resource."""
    counts: dict[Port, int] = {}
    for line in lines:
        counts[line.port] = counts.get(line.port, 0) + 1
    ports: dict[Port, Box] = {}
    top, above = 0.0, None
    for port, count in counts.items():
        if port[0] != above:
            top += TITLE + (RESOURCE_GAP if ports else 0)
        above = port[0]
        ports[port] = Box(top, max(PORT, _needed(count)))
        top += ports[port].height
    return ports


def _needed(lines: int) -> float:
    """The height in which so many lines can end."""
    return 2 * EDGE + SPREAD * (lines - 1)


def _bottom(boxes: Iterable[Box]) -> float:
    return max((box.top + box.height for box in boxes), default=0)


def _centered(boxes: dict[Key, Box], height: float) -> dict[Key, Box]:
    """The boxes in the middle of a height."""
    above = (height - _bottom(boxes.values())) / 2
    return {key: box._replace(top=box.top + above) for key, box in boxes.items()}


def _with_ends(
    lines: Sequence[Line], clients: dict[Client, Box], ports: dict[Port, Box]
) -> list[Line]:
    """The lines with the heights of their ends, in an order in which few cross."""
    at_client: dict[Client, list[Line]] = {}
    at_port: dict[Port, list[Line]] = {}
    for line in lines:
        at_client.setdefault(line.client, []).append(line)
        at_port.setdefault(line.port, []).append(line)
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for client, met in at_client.items():
        met.sort(key=lambda line: ports[line.port].top)
        starts |= _spread(met, clients[client])
    for port, met in at_port.items():
        met.sort(key=lambda line: clients[line.client].top)
        ends |= _spread(met, ports[port])
    return [line._replace(start=starts[id(line)], end=ends[id(line)]) for line in lines]


def _spread(lines: Sequence[Line], box: Box) -> dict[int, float]:
    """The heights of the ends of lines in the middle of a box, by the identity of each line."""
    first = box.top + box.height / 2 - SPREAD * (len(lines) - 1) / 2
    return {id(line): first + i * SPREAD for i, line in enumerate(lines)}
