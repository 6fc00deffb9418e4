"""Annotations for a sidecar on pods of a data plane without sidecars, where they do nothing."""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.istio.annotations import ANNOTATIONS, SIDECAR_ONLY
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def leftovers_of_sidecars(mesh: Mesh) -> Iterator[Reason]:
    """A note for each resource in the mesh that has some."""
    for manifest in mesh.treated():
        ref = manifest.ref
        if not mesh.is_inside(ref) or mesh.plane(ref).injects:
            continue
        found: dict[str, None] = {}
        for template in pod_templates(manifest):
            found.update(dict.fromkeys(metadata_paths(manifest, template, "annotations")))
        names = [name for name in found if _is_for_sidecars(name)]
        if names:
            plane, annotations = mesh.settings[ref].dataPlane, ", ".join(names)
            yield reason(
                "leftovers-of-sidecars", resource=ref, plane=plane, annotations=annotations
            )


def _is_for_sidecars(name: str) -> bool:
    """Whether sidecars alone read an annotation."""
    return name.startswith(SIDECAR_ONLY) and (name not in ANNOTATIONS or ANNOTATIONS[name].sidecar)
