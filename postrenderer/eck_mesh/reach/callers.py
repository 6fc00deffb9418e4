"""The resources that connect to each resource."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known
from eck_mesh.mesh.dialed_ports import ports_in_addresses

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh


def callers_by_target(mesh: Mesh) -> dict[Ref, list[Manifest]]:
    """By reference or by address, and each resource to its own pods, in the order of the stream."""
    found: dict[Ref, list[Manifest]] = {}
    for ref, manifest in mesh.manifests.items():
        if not is_known(ref) or manifest.is_operator:
            continue
        targets = {ref: None}
        targets |= {one.target: None for one in mesh.dials(manifest)}
        targets |= {one.target: None for one in ports_in_addresses(manifest, mesh)}
        for target in targets:
            found.setdefault(target, []).append(manifest)
    return found
