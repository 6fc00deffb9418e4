"""The mesh after decisions; the mesh before them stays as it was."""

from __future__ import annotations

from eck_mesh.manifests.manifest import Manifest
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.decisions import Change, Create, changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.plan.decisions import Decision


def apply(mesh: Mesh, decisions: Iterable[Decision]) -> Mesh:
    """The mesh after these decisions: the same one where nothing changes.

    Only Change and Create do anything. A Change meets the value that it was made for.
    """
    changes = [one for one in decisions if isinstance(one, Change | Create)]
    if not changes:
        return mesh
    manifests = dict(mesh.manifests)
    for decision in changes:
        if isinstance(decision, Change):
            manifest = manifests[decision.ref]
            manifests[decision.ref] = manifest._replace(body=changed(manifest.body, decision))
        else:
            manifests[decision.ref] = Manifest(decision.ref, decision.body, 0)
    return Mesh(manifests.values(), mesh.settings, mesh.foreseen)
