"""The table egress.yaml, loaded and checked: what the programs connect to outside the cluster.

Every row is a record: a key that no record has is a TypeError at load.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple
from eck_mesh.tables import frozen_row, read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body


class Condition(NamedTuple):
    """What must be so in a resource, as egress.yaml says of `when` and `unless`."""

    settings: dict[str, str] = {}
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    env: dict[str, str] = {}


class HostRow(NamedTuple):
    """Hosts that a kind connects to by itself. kinds: () for all."""

    hosts: tuple[str, ...]
    because: str
    kinds: tuple[str, ...] = ()
    ports: tuple[int, ...] = (443,)
    protocol: str = "TLS"
    when: Condition = Condition()
    unless: Condition = Condition()


class ServiceRow(NamedTuple):
    """Services of the cluster, as hosts of a Sidecar. kinds: () for all.

    optional: whether users' own Sidecars may do without them.
    """

    hosts: tuple[str, ...]
    because: str
    kinds: tuple[str, ...] = ()
    optional: bool = False


class Value(NamedTuple):
    """A part of a host: the settings and variables that hold it; without any, the default."""

    settings: tuple[str, ...] = ()
    env: tuple[str, ...] = ()
    default: str = ""


class Repository(NamedTuple):
    """One type of snapshot repository."""

    because: str
    endpoints: tuple[str, ...] = ()
    values: dict[str, Value] = {}
    hosts: tuple[str, ...] = ()
    domain: str = ""
    keys: str = ""


class SecureRow(NamedTuple):
    """What an entry of secureSettings shows, by the begin of its key."""

    key: str
    hosts: tuple[str, ...]
    because: str


class Unseen(NamedTuple):
    """A field that names a Secret with an address."""

    kinds: tuple[str, ...]
    field: str


class Scheme(NamedTuple):
    """What the scheme of an address means. port: 0 where the address must have one."""

    protocol: str
    port: int = 0


class Bare(NamedTuple):
    """Settings that hold addresses without a scheme, by the end of the key. port: 0 for that of
    the setting `port` beside it."""

    key: str
    protocol: str
    port: int = 0


class Egress(NamedTuple):
    """The whole table."""

    hosts: tuple[HostRow, ...]
    ownServices: tuple[str, ...]
    services: tuple[ServiceRow, ...]
    repositories: dict[str, Repository]
    secure: tuple[SecureRow, ...]
    unseen: tuple[Unseen, ...]
    schemes: dict[str, Scheme]
    proxies: tuple[str, ...]
    bare: tuple[Bare, ...]
    links: tuple[str, ...]


def read_egress(body: Body) -> Egress:
    """The table as records. TypeError for a key that no record has."""
    nested: Body = {
        "hosts": tuple(map(_host_row, body["hosts"])),
        "ownServices": tuple(body["ownServices"]),
        "services": tuple(ServiceRow(**frozen_row(row)) for row in body["services"]),
        "repositories": {name: _repository(row) for name, row in body["repositories"].items()},
        "secure": tuple(SecureRow(**frozen_row(row)) for row in body["secure"]),
        "unseen": tuple(Unseen(**frozen_row(row)) for row in body["unseen"]),
        "schemes": {name: Scheme(**row) for name, row in body["schemes"].items()},
        "proxies": tuple(body["proxies"]),
        "bare": tuple(Bare(**row) for row in body["bare"]),
        "links": tuple(body["links"]),
    }
    return Egress(**{**body, **nested})


def _host_row(row: Body) -> HostRow:
    conditions = {key: Condition(**frozen_row(row.get(key, {}))) for key in ("when", "unless")}
    return HostRow(**{**frozen_row(row), **conditions})


def _repository(row: Body) -> Repository:
    values = {name: Value(**frozen_row(one)) for name, one in row.get("values", {}).items()}
    return Repository(**{**frozen_row(row), "values": values})


EGRESS = read_egress(read_table(__loader__, __file__, "egress.yaml"))  # type: ignore[name-defined]
