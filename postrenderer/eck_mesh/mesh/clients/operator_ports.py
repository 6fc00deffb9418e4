"""The ports of ECK's operator: its webhook, which the API server calls, and what else it serves."""

from __future__ import annotations

from eck_mesh.eck.services import inbound_bypass_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def other_ports(operator: Manifest, mesh: Mesh) -> list[int]:
    """What the operator serves besides its webhook: metrics, if its configuration turns them on."""
    webhook = inbound_bypass_ports(operator)
    return [port for port in mesh.exposure.served_ports(operator) if port not in webhook]


def needs_policy(target: Manifest, mesh: Mesh) -> bool:
    """Whether a resource serves a port for which a PeerAuthentication decides.

    The webhook needs none where it bypasses the sidecar.
    """
    if target.is_operator and mesh.plane(target.ref).leavesPortsOut:
        return bool(other_ports(target, mesh))
    return target.is_operator or bool(mesh.exposure.served_ports(target))
