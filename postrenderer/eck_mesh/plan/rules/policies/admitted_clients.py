"""Clients without a mesh identity that a strict resource admits, and what encrypts there."""

from __future__ import annotations

from eck_mesh.eck.services import inbound_bypass_ports
from eck_mesh.eck.tls_ports import ports_with_eck_tls
from eck_mesh.manifests.paths import mapping
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


class Admitted(NamedTuple):
    """Clients without a mesh identity that are admitted, on which ports, and by whose TLS."""

    ports: tuple[int, ...]
    encryption: str  # the id of the reason
    clients: list[str]


def admitted_clients(manifest: Manifest, mesh: Mesh) -> list[Admitted]:
    """The clients that are admitted, by their ports and by what encrypts there.

    Ports that bypass the sidecar need no exception, where the data plane can leave ports out.
    """
    clients = mesh.outside.of_resource(manifest.ref)
    if not clients:
        return []
    past = _bypass(manifest, mesh)
    own = ports_with_eck_tls(manifest)
    found: dict[tuple[tuple[int, ...], str], list[str]] = {}
    for client in clients:
        by_eck, by_nobody = own.intersection(client.ports) - past, set(client.ports) - own - past
        for ports, how in (by_eck, "admits-by-eck-tls"), (by_nobody, "admits-without-eck-tls"):
            if ports:
                found.setdefault((tuple(sorted(ports)), how), []).append(client.words)
    return [Admitted(ports, how, clients) for (ports, how), clients in found.items()]


def reason_of_admitted(one: Admitted) -> Reason:
    """Why the ports accept these clients too."""
    ports, clients = ", ".join(map(str, one.ports)), ", ".join(one.clients)
    return reason(one.encryption, ports=ports, clients=clients)


def without_bypass(effect: Body, manifest: Manifest, mesh: Mesh) -> Body:
    """What a policy does, without exceptions for ports that need none."""
    past = set(map(str, _bypass(manifest, mesh)))
    ports = mapping(effect, ("portLevelMtls",)).items()
    return {**effect, "portLevelMtls": {port: mode for port, mode in ports if port not in past}}


def _bypass(manifest: Manifest, mesh: Mesh) -> set[int]:
    """The ports that bypass the sidecar, where the data plane can leave ports out."""
    return inbound_bypass_ports(manifest) if mesh.plane(manifest.ref).leavesPortsOut else set()
