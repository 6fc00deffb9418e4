"""The settings by which programs connect to other resources: the table connections.yaml, and where
a configuration has them.

A key may be written with dots, nested, or both: {a.b: 1} and {a: {b: 1}} are one setting.
"""

from __future__ import annotations

from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.program_settings import CONFIG, NODES
from eck_mesh.manifests.paths import expand, get
from eck_mesh.record import NamedTuple
from eck_mesh.tables import frozen_row, read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path


class Row(NamedTuple):
    """One row of the table, which says what each key means."""

    at: str
    hosts: tuple[str, ...]
    protocol: str = ""
    tls: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    port: int = 0
    agents: bool = False


class Leaf(NamedTuple):
    """A value without others below it. key: as in the table, below the settings, element by
    element."""

    path: Path
    key: Path
    value: object


class Connection(NamedTuple):
    """The settings of one connection: those that a row names.

    hosts: one for each address. protocol: where https is written beside them.
    tls: what concerns TLS alone. unsure: those with which nothing is changed.
    """

    row: Row
    hosts: list[Leaf]
    protocol: list[Leaf]
    tls: list[Leaf]
    unsure: list[Leaf]


def read_row(row: Body) -> Row:
    """One row. TypeError for a key that no record has."""
    return Row(**frozen_row(row))


ROWS = {
    kind: [read_row(row) for row in rows]
    for kind, rows in read_table(__loader__, __file__, "connections.yaml").items()  # type: ignore[name-defined]
}


def settings_roots(holder: Manifest, client: Manifest) -> list[Path]:
    """Where a resource, or a StackConfigPolicy that selects it, has the settings of its program."""
    if holder.ref == client.ref:
        return [*expand(holder.body, NODES), *expand(holder.body, CONFIG)]
    policy = BY_GROUP[client.ref.group, client.ref.kind].policy
    return list(expand(holder.body, f"{policy}.config")) if policy else []


def connections(leaves: Sequence[Leaf], kind: str) -> Iterator[Connection]:
    """Every connection in settings, for the programs of a kind. leaves: as of leaves_of."""
    for row in ROWS.get(kind, ()):
        at = row.at.split(".")
        groups: dict[Path, list[Leaf]] = {}
        for leaf in leaves:
            if _matches(at, leaf.key):
                groups.setdefault(leaf.key[: len(at)], []).append(leaf)
        for found in groups.values():
            connection = _connection(row, len(at), found)
            if connection.hosts:
                yield connection


def leaves_of(body: object, root: Path) -> list[Leaf]:
    """Every value below a root that has no others below it, empty mappings and lists included."""
    found: list[Leaf] = []
    stack = [Leaf(root, (), get(body, root))]
    while stack:
        leaf = stack.pop()
        if isinstance(leaf.value, dict) and leaf.value:
            stack += [
                Leaf((*leaf.path, key), (*leaf.key, *str(key).split(".")), value)
                for key, value in reversed(leaf.value.items())
            ]
        elif isinstance(leaf.value, list) and leaf.value:
            stack += [
                Leaf((*leaf.path, i), (*leaf.key, i), value)
                for i, value in reversed([*enumerate(leaf.value)])
            ]
        else:
            found.append(leaf)
    return found


def _matches(at: list[str], key: Path) -> bool:
    """Whether a key is below the place of a row."""
    if len(key) <= len(at):
        return False
    pairs = zip(at, key, strict=False)
    return all(
        (step == "[]") if isinstance(here, int) else step in (here, "*") for step, here in pairs
    )


def _connection(row: Row, depth: int, leaves: list[Leaf]) -> Connection:
    """The leaves of one connection by what the row says of their keys; the longest key wins.

    An address within a mapping is unsure.
    """
    found = Connection(row, [], [], [], [])
    kinds = {
        **dict.fromkeys(row.unsure, found.unsure),
        **dict.fromkeys(row.hosts, found.hosts),
        **dict.fromkeys(row.tls, found.tls),
    }
    if row.protocol:
        kinds[row.protocol] = found.protocol
    for leaf in leaves:
        rest = [str(step) for step in leaf.key[depth:]]
        names = [".".join(rest[:end]) for end in range(len(rest), 0, -1)]
        name = next((name for name in names if name in kinds), None)
        if name is None:
            continue
        below = leaf.key[depth + len(name.split(".")) :]
        is_odd = name in row.hosts and not all(isinstance(step, int) for step in below)
        (found.unsure if is_odd else kinds[name]).append(leaf)
    return found
