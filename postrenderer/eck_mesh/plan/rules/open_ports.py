"""Ports that mesh.openPorts lists and no pod is known to serve: an error, since none is opened."""

from __future__ import annotations

from eck_mesh.eck.services import inbound_bypass_ports
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.model import Mesh


def open_ports(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse each port that no resource serves for which it is listed."""
    listed: dict[int, Ref] = {}
    served: set[int] = set()
    for ref, settings in mesh.settings.items():
        if settings.openPorts and mesh.is_inside(ref):
            target = mesh.manifests[ref]
            own = inbound_bypass_ports(target).union(mesh.exposure.served_ports(target))
            served |= own.intersection(settings.openPorts)
            for port in settings.openPorts:
                listed.setdefault(port, ref)
    for port, ref in listed.items():
        if port not in served:
            own_settings = OwnSettings(ref, mesh.settings[ref])
            yield Refusal(ref, (), reason("open-port-not-served", port=port, settings=own_settings))
