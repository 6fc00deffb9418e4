"""The ports of Services that a resource connects to, as clients see them.

ECK writes the Service's port into the settings of clients (pkg/controller/association/service.go),
and a sidecar leaves out a port by the number that the client connects to.
"""

from __future__ import annotations

from eck_mesh.eck.references import references
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh


class DialedPort(NamedTuple):
    """A port of a Service that a resource connects to: as clients see it, and of the pods."""

    target: Ref
    service: str
    number: int
    port: int


def dialed_ports(client: Manifest, mesh: Mesh) -> Iterator[DialedPort]:
    """The ports of HTTP Services that a resource connects to, of targets that have a mode.

    The operator calls Fleet's API in the Kibana that an Agent refers to, by the same address
    (pkg/controller/agent/fleet.go); Elasticsearch it calls by the ports of pods.
    """
    dialed = _services_of_operator(mesh) if client.is_operator else _services_dialed(client, mesh)
    for target, names in dialed.items():
        every = mesh.exposure.numbers_by_service(mesh.manifests[target])
        for name in sorted(names):
            for number, port in every.get(name, {}).items():
                yield DialedPort(target, name, number, port)
    yield from ports_in_addresses(client, mesh)


def ports_in_addresses(client: Manifest, mesh: Mesh) -> Iterator[DialedPort]:
    """The ports of Services in addresses that the resource itself connects to."""
    for one in mesh.addresses.of_client(client.ref):
        found = port_in_address(one, mesh)
        if found:
            yield found


def port_in_address(one: Handwritten, mesh: Mesh) -> DialedPort | None:
    """The port of a Service in an address; None for an address for others, and where a variable or
    a default decides."""
    host = one.address.host
    if one.is_for_agents or host.is_variable or one.target == one.client:
        return None
    every = mesh.exposure.numbers_by_service(mesh.manifests[one.target])
    label = host.name.partition(".")[0]
    for name in [label] if label in every else list(every):
        if host.port in every[name]:
            return DialedPort(one.target, name, host.port, every[name][host.port])
    return None


def _services_of_operator(mesh: Mesh) -> dict[Ref, set[str]]:
    """The Services by target that the operator connects to for resources that refer to it."""
    found: dict[Ref, set[str]] = {}
    for target, referring in mesh.referrers.items():
        for client, path in referring if target in mesh.settings else ():
            if any(one.path == path and one.row.operator for one in references(client)):
                name = text(client.body, (*path, "serviceName"))
                names = {name} if name else _own_services(target, mesh)
                found.setdefault(target, set()).update(names)
    return found


def _own_services(target: Ref, mesh: Mesh) -> set[str]:
    every = services(mesh.manifests[target])
    return {one.name for one in every if one.service.role == "http"}


def _services_dialed(client: Manifest, mesh: Mesh) -> dict[Ref, set[str]]:
    """The Services by target: those that a reference or an address names, or ECK's own."""
    found: dict[Ref, set[str]] = {}
    for one in references(client):
        name = text(client.body, (*one.path, "serviceName"))
        by_pods = one.row.role == "http" and not one.row.operator
        if name and by_pods and one.target in mesh.settings:
            found.setdefault(one.target, set()).add(name)
    for dialed in mesh.dials(client):
        if dialed.role != "http" or dialed.target not in mesh.settings:
            continue
        if dialed.service:
            found.setdefault(dialed.target, set()).add(dialed.service)
        elif dialed.target not in found:
            found[dialed.target] = _own_services(dialed.target, mesh)
    return found
