"""The table modes.yaml, loaded and checked: each data plane, and what each mode means in it.

Every row is a record: a key that no record has is a TypeError at load, in nested rows too.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple
from eck_mesh.tables import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body
MODES = ("disabled", "excluded", "permissive", "strict")  # in this order: weakest first
INSIDE = ("permissive", "strict")  # the modes in which a resource is part of the mesh
ENTRIES = ("podLabels", "podAnnotations", "serviceLabels")


class Entry(NamedTuple):
    """One label or annotation of a mode."""

    set: str = ""
    to: str = ""
    add: str = ""
    ports: str | tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    probe: str = ""
    setting: str = ""
    initContainers: bool = False
    because: str = ""


class HttpTls(NamedTuple):
    """What `tls: auto` does to ECK's TLS: kept or off."""

    auto: str
    because: str


class PeerMode(NamedTuple):
    """The mode of the PeerAuthentication."""

    mode: str
    because: str


class Authorization(NamedTuple):
    """The AuthorizationPolicy of action ALLOW, on request."""

    because: str


class HostTls(NamedTuple):
    """What clients send to the Services of one role: the TLS mode of their DestinationRule."""

    role: str
    tls: str
    because: str


class Mode(NamedTuple):
    """What one mode means in one data plane."""

    podLabels: tuple[Entry, ...] = ()
    podAnnotations: tuple[Entry, ...] = ()
    serviceLabels: tuple[Entry, ...] = ()
    httpTls: HttpTls | None = None
    peerAuthentication: PeerMode | None = None
    authorization: Authorization | None = None
    destinationRules: tuple[HostTls, ...] = ()


RECORDS = {
    "httpTls": HttpTls,
    "peerAuthentication": PeerMode,
    "authorization": Authorization,
}


class NetworkPort(NamedTuple):
    """A port that the data plane itself needs open.

    direction: Ingress or Egress.
    port: its number, or "probed": each port that the kubelet probes.
    peer: who must be among a rule's peers: istiod, or a single address; "" for anyone.
    """

    direction: str
    port: int | str
    because: str
    peer: str = ""


class DataPlane(NamedTuple):
    """What a data plane can do. Code asks for a capability, never for the name of a plane.

    injects: a webhook adds the proxy to each pod, so that Namespaces, admission and user IDs
        matter.
    leavesPortsOut: annotations can let ports bypass the proxy.
    readsHttp: the proxy parses HTTP, by the names of ports, and hides the addresses of clients.
    replacesTls: the proxy may encrypt a port instead of ECK's TLS.
    closedNamespaces: the namespaces whose pods it never takes, whatever labels say.
    bypass: the id of the message that says who gets past the proxy of every pod; "" for nobody.
    settings: the words of the mesh block that only some planes take, and this one does.
    labels: what these pod labels must say of a pod inside the mesh, if a user writes them.
    outsideLabels: the same of a pod outside the mesh.
    directClients: the planes whose clients reach strict pods of this one in every way, with the
        labels that these pods need for it. Clients in another plane reach them by cluster IPs only.
    """

    injects: bool
    leavesPortsOut: bool
    readsHttp: bool
    replacesTls: bool
    bypass: str
    closedNamespaces: tuple[str, ...]
    settings: tuple[str, ...]
    labels: dict[str, str]
    outsideLabels: dict[str, str]
    directClients: dict[str, dict[str, str]]
    networkPorts: tuple[NetworkPort, ...]
    modes: dict[str, Mode]


def read_mode(row: Body) -> Mode:
    """One mode of a plane. TypeError for a key that no record has."""
    found: Body = {key: tuple(map(_entry, row.get(key, ()))) for key in ENTRIES}
    found["destinationRules"] = tuple(HostTls(**rule) for rule in row.get("destinationRules", ()))
    for key, record in RECORDS.items():
        found[key] = record(**row[key]) if key in row else None
    return Mode(**{**row, **found})


def _entry(row: Body) -> Entry:
    ports = row.get("ports", ())
    ports = ports if isinstance(ports, str) else tuple(ports)
    return Entry(**{**row, "ports": ports, "kinds": tuple(row.get("kinds", ()))})


def read_plane(row: Body) -> DataPlane:
    """One data plane. TypeError for a key that no record has, and for a capability left out."""
    nested = {
        "closedNamespaces": tuple(row["closedNamespaces"]),
        "settings": tuple(row["settings"]),
        "networkPorts": tuple(NetworkPort(**port) for port in row["networkPorts"]),
        "modes": {name: read_mode(mode) for name, mode in row["modes"].items()},
    }
    return DataPlane(**{**row, **nested})


PLANES = {
    name: read_plane(row)
    for name, row in read_table(__loader__, __file__, "modes.yaml").items()  # type: ignore[name-defined]
}


def plane_labels() -> set[str]:
    """The labels by which pods join any data plane, or stay out of it."""
    return {key for plane in PLANES.values() for key in (*plane.labels, *plane.outsideLabels)}
