"""Connections folded for people: one line for each port and outcome, with all its clients."""

from __future__ import annotations

from eck_mesh.messages.printable import printable
from eck_mesh.reach.connection import HOW, POD_ADDRESS, POD_NAME
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.reach.connection import Client, Connection
    from eck_mesh.report.connections.compared import Compared

BY_POD = {POD_NAME: "a pod's name", POD_ADDRESS: "a pod's address"}


class Group(NamedTuple):
    """The connections of one client to one port that have one outcome.

    ways: by which Services or addresses, in words; () of the client's usual connections.
    """

    client: Client
    ways: tuple[str, ...]
    members: tuple[Compared, ...]

    @property
    def name(self) -> str:
        """The client as a line shows it."""
        ways = f" by {', '.join(self.ways)}" if self.ways else ""
        return printable(f"{self.client.name}{ways}")


class Outcome(NamedTuple):
    """What becomes of some connections to one port of the pods of one resource.

    how, change, before: as in Compared.
    """

    target: Ref
    port: int
    how: str
    change: str
    before: str
    groups: tuple[Group, ...]

    @property
    def latest(self) -> str:
        """The outcome, of what is gone the one before."""
        return self.how or self.before

    def in_words(self, words: Mapping[str, str]) -> str:
        """The outcome with what it was before. words: by the change; without one the outcome."""
        return words.get(self.change, "{how}").format(how=self.how, before=self.before)


def fold(rows: Iterable[Compared]) -> list[Outcome]:
    """The outcomes by resource, port, and the order of HOW."""
    ports: dict[tuple[Ref, int], list[Compared]] = {}
    order: dict[Ref, int] = {}
    for row in rows:
        target = row.connection.target
        order.setdefault(target, len(order))
        ports.setdefault((target, row.connection.pod_port), []).append(row)
    found: list[Outcome] = []
    for key in sorted(ports, key=lambda key: (order[key[0]], key[1])):
        found += _outcomes(ports[key])
    return found


def _outcomes(rows: Sequence[Compared]) -> list[Outcome]:
    """Those of one port."""
    found: dict[tuple[str, str, str], dict[Client, list[Compared]]] = {}
    for row in rows:
        key = (row.how, row.change, row.before)
        found.setdefault(key, {}).setdefault(row.connection.client, []).append(row)
    usual = _usual(found.values())
    first = rows[0].connection
    return [
        Outcome(first.target, first.pod_port, *key, _groups(found[key], usual))
        for key in sorted(found, key=_rank)
    ]


def _usual(clients: Iterable[dict[Client, list[Compared]]]) -> dict[Client, list[Compared]]:
    """Of each client the connections that need no word on what they connect to: those with the
    most frequent outcome, or of two the one by a Service. With a stream before, when part of them
    is not shown, only those of a client that has no others."""
    ranked: dict[Client, list[tuple[int, bool, list[Compared]]]] = {}
    for by_client in clients:
        for client, rows in by_client.items():
            by_service = any(row.connection.service for row in rows)
            ranked.setdefault(client, []).append((len(rows), by_service, rows))
    found = {}
    for client, several in ranked.items():
        several.sort(key=lambda one: one[:2], reverse=True)
        _, _, rows = several[0]
        if len(several) == 1 or (several[0][:2] > several[1][:2] and not rows[0].change):
            found[client] = rows
    return found


def _groups(
    clients: dict[Client, list[Compared]], usual: dict[Client, list[Compared]]
) -> tuple[Group, ...]:
    groups = []
    for client, rows in clients.items():
        is_usual = usual.get(client) is rows
        ways = () if is_usual else tuple(way(row.connection) for row in rows)
        groups.append(Group(client, ways, tuple(rows)))
    return tuple(groups)


def way(one: Connection) -> str:
    """By what a client connects, in words, with its port where the pods have another one."""
    name = one.service or BY_POD.get(one.via, one.via)
    return name if one.port == one.pod_port else f"{name}:{one.port}"


def _rank(key: tuple[str, str, str]) -> int:
    how, _, before = key
    return HOW.index(how or before) if (how or before) in HOW else len(HOW)
