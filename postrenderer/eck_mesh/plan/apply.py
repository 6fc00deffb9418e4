"""Decisions, done: the mesh after them. What it was before stays as it was."""

from __future__ import annotations

from eck_mesh.manifests.manifest import Manifest
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.decisions import Change, Create, changed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


def apply(mesh: Mesh, decisions: Iterable[Any]) -> Mesh:
    """The mesh after these decisions. Only Change and Create do anything; a Change meets the value it was made for."""
    manifests = dict(mesh.manifests)
    for decision in decisions:
        if isinstance(decision, Change):
            manifest = manifests[decision.ref]
            manifests[decision.ref] = manifest._replace(body=changed(manifest.body, decision))
        elif isinstance(decision, Create):
            manifests[decision.ref] = Manifest(decision.ref, decision.body, 0)
    return Mesh(manifests.values(), mesh.settings, mesh.foreseen)
