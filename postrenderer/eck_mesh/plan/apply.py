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
    """The mesh with every Change and Create of the decisions; the same mesh where there are none.

    AssertionError for a Change whose leaf has another value than the rule saw.
    """
    effective = [decision for decision in decisions if isinstance(decision, Change | Create)]
    if not effective:
        return mesh
    manifests = dict(mesh.manifests)
    for decision in effective:
        if isinstance(decision, Create):
            manifests[decision.ref] = Manifest(decision.ref, decision.body, 0)
            continue
        manifest = manifests[decision.ref]
        manifests[decision.ref] = manifest._replace(body=changed(manifest.body, decision))
    return Mesh(manifests.values(), mesh.settings, mesh.foreseen)
