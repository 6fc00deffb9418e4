"""Manifests that the other rules could not read: values of a wrong type, and names given twice.

The typed getters answer with an empty value where something of another type is found. This rule
reports such places, of resources that have a mode and of everything else that is read.
"""

from __future__ import annotations

from eck_mesh.manifests.shape import differences
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.shapes import shapes_by_kind

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh


def structure(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse every place of every manifest that is not as it must be."""
    if not mesh.settings:
        return
    shapes = shapes_by_kind()
    for ref, manifest in mesh.manifests.items():
        found = {}
        for shape in shapes.get(ref.kind, ()):
            for one in differences(manifest.body, shape):
                found[one.path, str(one.why)] = one
        for one in found.values():
            yield Refusal(ref, one.path, one.why)
