"""The table kinds.yaml, loaded and checked: what is true of each kind of ECK.

Every row is a record: a key that no record has is a TypeError at load, in nested rows too.
"""

from __future__ import annotations

from eck_mesh.record import NamedTuple
from eck_mesh.tables import read_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body, Path


class Service(NamedTuple):
    """A Service that the operator creates.

    port: of the Service and of the pod, which are equal in ECK; 0 where users list the ports.
    operator: whether the operator itself connects to it.
    """

    name: str
    role: str
    port: int = 0
    portName: str = ""
    headless: bool = False
    headlessByDefault: bool = False
    when: str = ""
    template: str = ""
    operator: bool = False


class BypassPort(NamedTuple):
    """A port that bypasses every sidecar: its number, or its name among a container's ports.

    guards: the settings that protect it in place of the sidecar, with the values that do.
    """

    port: int | str
    when: str = ""
    guards: dict[str, list[str]] = {}


class Bypass(NamedTuple):
    """The ports that bypass every sidecar, by direction."""

    inbound: tuple[BypassPort, ...] = ()
    outbound: tuple[BypassPort, ...] = ()


class Reference(NamedTuple):
    """A field by which a resource names another one that it connects to.

    operator: whether the operator connects to that one for the resource, whose pods do not.
    """

    path: str
    kind: str
    role: str = "http"
    whenField: str = ""
    unlessField: str = ""
    namespaces: str = ""
    operator: bool = False


class OwnSettings(NamedTuple):
    """The program's own settings that turn TLS on, that ask clients for certificates, whose values
    need TLS, or that set a port, with the port that ECK expects."""

    tls: str = ""
    clientCertificates: str = ""
    needTls: dict[str, str] = {}
    ports: dict[str, int] = {}


class Kind(NamedTuple):
    """One block of kinds.yaml. grpc: whether its HTTP port serves gRPC too, by HTTP/2."""

    group: str
    short: str = ""
    podTemplateHolders: tuple[str, ...] = ()
    podTemplate: str = "podTemplate"
    httpTls: Path = ()
    probe: str = "none"
    selector: str = ""
    type: str = ""
    services: tuple[Service, ...] = ()
    bypass: Bypass = Bypass()
    references: tuple[Reference, ...] = ()
    dialedByOperator: str = ""
    settings: OwnSettings = OwnSettings()
    policy: str = ""
    association: str = ""
    closesIdle: int = 0
    keepsCertificates: bool = False
    withoutTlsSince: int = 0
    withoutTls: tuple[str, ...] = ()
    bypassProtection: str = ""
    grpc: bool = False


def read_kind(row: Body) -> Kind:
    """One row of the table. TypeError for a key that no record has."""
    ports = {
        direction: tuple(BypassPort(**port) for port in rows)
        for direction, rows in row.get("bypass", {}).items()
    }
    nested = {
        "podTemplateHolders": tuple(row.get("podTemplateHolders", ())),
        "httpTls": tuple(row["httpTls"].split(".")) if "httpTls" in row else (),
        "services": tuple(Service(**service) for service in row.get("services", ())),
        "bypass": Bypass(**ports),
        "references": tuple(Reference(**reference) for reference in row.get("references", ())),
        "withoutTls": tuple(row.get("withoutTls", ())),
        "settings": OwnSettings(**row.get("settings", {})),
    }
    return Kind(**{**row, **nested})


KINDS = {
    name: read_kind(row)
    for name, row in read_table(__loader__, __file__, "kinds.yaml").items()  # type: ignore[name-defined]
}
BY_GROUP = {(kind.group, name): kind for name, kind in KINDS.items()}
