"""The table eck_stack.yaml, loaded and checked: what eck-stack makes of its values."""

from __future__ import annotations

from eck_mesh.record import NamedTuple
from eck_mesh.tables import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body


COLUMNS = ("fields", "holders", "pruned", "misplaced", "notInSpec")


class NamedList(NamedTuple):
    """A list whose elements have a name; the columns are those of the table."""

    key: str
    anyOrder: bool = False
    partOfNames: bool = False
    longest: int = 0
    fields: tuple[str, ...] = ()
    inSpec: tuple[str, ...] = ()
    missing: Body = {}


class Chart(NamedTuple):
    """One block of `charts`; the columns are those of the table."""

    name: str
    kind: str
    templates: str
    fields: tuple[str, ...]
    shape: Body
    key: str = "default"
    pruned: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    spec: bool = False
    notInSpec: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    renamed: dict[str, str] = {}
    emptied: dict[str, str] = {}
    constants: Body = {}
    lists: dict[str, NamedList] = {}
    reference: str = ""
    ingress: bool = False
    accounts: bool = False
    ownVersion: bool = False
    enabled: bool = False
    stack: Body = {}
    defaults: Body = {}

    @property
    def section(self) -> str:
        """Its section in the values of eck-mesh's chart."""
        return section_of(self.kind)


class Table(NamedTuple):
    """The whole table."""

    version: str
    charts: dict[str, Chart]
    stack: Body
    opaque: tuple[str, ...]
    globalOfOurs: tuple[str, ...]
    misspelled: tuple[str, ...]


def section_of(kind: str) -> str:
    """The section for a kind: its name with a small first letter."""
    return kind[0].lower() + kind[1:]


def read_charts(table: Body) -> Table:
    """The table as records. TypeError for a key that no record has."""
    shapes = {name: table.pop(name) for name in ("shape", "ingress", "accounts")}
    charts = {name: _read_chart(name, row, shapes) for name, row in table.pop("charts").items()}
    columns: Body = {name: tuple(table.pop(name)) for name in ("opaque", "misspelled")}
    columns["globalOfOurs"] = tuple(table.pop("global"))
    return Table(charts=charts, **columns, **table)


def _read_chart(name: str, row: Body, shapes: dict[str, Body]) -> Chart:
    shape = {**shapes["shape"], **row.pop("shape", {})}
    for part in "ingress", "accounts":
        if row.get(part):
            shape |= shapes[part]
    found: Body = {key: tuple(row.pop(key, ())) for key in COLUMNS}
    rows = row.pop("lists", {}).items()
    lists = {field: NamedList(**columns) for field, columns in rows}
    return Chart(name=name, shape=shape, lists=lists, **found, **row)


STACK = "eck-stack"
TABLE = read_charts(read_table(__loader__, __file__, "eck_stack.yaml"))  # type: ignore[name-defined]
