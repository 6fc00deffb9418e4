"""The only place that changes a body, and it changes a copy: what a rule saw stays as it was."""

from __future__ import annotations

from eck_mesh.change import Change, Create
from eck_mesh.manifest import Manifest
from eck_mesh.mesh import Mesh

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from eck_mesh.change import Path


def apply(mesh: Mesh, decisions: Iterable[Any]) -> Mesh:
    """The mesh after these decisions. Only Change and Create do anything; a Change meets the value it was made for."""
    manifests = dict(mesh.manifests)
    for decision in decisions:
        if isinstance(decision, Change):
            manifest = manifests[decision.ref]
            body = _set(manifest.body, decision.path, decision)
            manifests[decision.ref] = manifest._replace(body=body)
        elif isinstance(decision, Create):
            manifests[decision.ref] = Manifest(decision.ref, decision.body, 0)
    return Mesh(manifests.values(), mesh.settings)


def _set(body: Any, path: Path, change: Change) -> Any:
    """A copy of body with the leaf set; only what lies on the path is copied, so shared YAML anchors part here."""
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        copy: Any = list(body)
        here = copy[step]
    else:
        copy = dict(body) if body is not None else {}
        here = copy.get(step)
    if not rest and here != change.before:
        raise AssertionError(f"two rules want {change.path} of {change.ref}: {here!r}, {change!r}")
    if not rest and change.after is None and isinstance(copy, dict):
        copy.pop(step, None)
    else:
        copy[step] = _set(here, rest, change) if rest else change.after
    return copy
