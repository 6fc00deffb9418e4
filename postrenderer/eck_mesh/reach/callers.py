"""The resources that connect to each resource, and by what."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known
from eck_mesh.mesh.addresses.dialed_ports import ports_in_addresses
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh


class Caller(NamedTuple):
    """A resource that connects to another one, or to its own pods.

    roles: of the Services that ECK connects it to by its references.
    ports: the Services and their ports that users wrote into its addresses.
    """

    manifest: Manifest
    roles: set[str]
    ports: set[tuple[str, int]]


def callers_by_target(mesh: Mesh) -> dict[Ref, list[Caller]]:
    """By reference or by address, and each resource to its own pods, in the order of the stream."""
    found: dict[Ref, list[Caller]] = {}
    for ref, manifest in mesh.manifests.items():
        if not is_known(ref) or manifest.is_operator:
            continue
        targets = {ref: Caller(manifest, set(), set())}
        for dialed in mesh.dials(manifest):
            caller = targets.setdefault(dialed.target, Caller(manifest, set(), set()))
            caller.roles.add(dialed.role)
        for one in ports_in_addresses(manifest, mesh):
            caller = targets.setdefault(one.target, Caller(manifest, set(), set()))
            caller.ports.add((one.service, one.number))
        for target, caller in targets.items():
            found.setdefault(target, []).append(caller)
    return found
