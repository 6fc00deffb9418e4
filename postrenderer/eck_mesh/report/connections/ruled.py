"""The connections of one outcome by the rules that decide on them."""

from __future__ import annotations

from eck_mesh.messages.printable import printable
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.folded import way

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason
    from eck_mesh.report.connections.folded import Outcome


class Ruled(NamedTuple):
    """Connections on which the same rules decide.

    clients: by name, with what each connects to in words.
    """

    reasons: tuple[Reason, ...]
    clients: dict[str, list[str]]

    @property
    def names(self) -> list[str]:
        """The clients as a line shows them."""
        return [printable(f"{name} by {', '.join(ways)}") for name, ways in self.clients.items()]


def by_rules(one: Outcome) -> list[Ruled]:
    """The connections of an outcome, in their order."""
    found: dict[str, Ruled] = {}
    for group in one.groups:
        for row in group.members:
            reasons = row.connection.reasons
            ruled = found.setdefault("; ".join(map(str, reasons)), Ruled(reasons, {}))
            ruled.clients.setdefault(group.client.name, []).append(way(row.connection))
    return list(found.values())
