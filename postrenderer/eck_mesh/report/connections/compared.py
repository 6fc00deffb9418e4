"""Connections beside those of the stream before."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.reach.connection import Connection

SAME, CHANGED, NEW, GONE = "same", "changed", "new", "gone"


class Compared(NamedTuple):
    """One connection, and what it was before.

    connection: after the change; of one that is gone, as it was.
    change: same, changed, new or gone; "" without a stream before.
    before: its outcome before; "" of a new one, and without a stream before.
    """

    connection: Connection
    change: str = ""
    before: str = ""

    @property
    def how(self) -> str:
        """The outcome after the change; "" of a connection that is gone."""
        return "" if self.change == GONE else self.connection.how

    @property
    def differs(self) -> bool:
        """Whether the change concerns it."""
        return self.change in (CHANGED, NEW, GONE)


def without_comparison(connections: Iterable[Connection]) -> list[Compared]:
    """Connections for which there is no stream before."""
    return [Compared(one) for one in connections]


def compare(before: Sequence[Connection], after: Sequence[Connection]) -> list[Compared]:
    """Each connection with its outcome before; what is gone is last of its target."""
    earlier = {_key(one): one for one in before}
    found = [_compared(one, earlier.get(_key(one))) for one in after]
    there = set(map(_key, after))
    found += [Compared(one, GONE, one.how) for one in before if _key(one) not in there]
    order: dict[Ref, int] = {}
    for row in found:
        order.setdefault(row.connection.target, len(order))
    return sorted(found, key=lambda row: order[row.connection.target])


def _compared(after: Connection, before: Connection | None) -> Compared:
    if before is None:
        return Compared(after, NEW)
    return Compared(after, SAME if after.how == before.how else CHANGED, before.how)


def _key(one: Connection) -> tuple[object, ...]:
    """What makes two connections the same one: all but the outcome, and the port of the pods."""
    client = one.client
    return client.kind, client.name, one.target, one.service, one.via, one.port
