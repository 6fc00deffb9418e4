"""Settings of the mesh block that only some data planes take, refused where they would do
nothing."""

from __future__ import annotations

from eck_mesh.istio.modes import PLANES
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def plane_settings(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse settings that are set, and that the data plane of a resource in the mesh does not
    take."""
    settings, taken = mesh.settings[manifest.ref], mesh.plane(manifest.ref).settings
    if not mesh.is_inside(manifest.ref):
        return
    some = dict.fromkeys(name for plane in PLANES.values() for name in plane.settings)
    for name in some:
        if name not in taken and _is_set(getattr(settings, name)):
            why = reason("setting-not-for-plane", setting=f"mesh.{name}", plane=settings.dataPlane)
            yield Refusal(manifest.ref, (), why)


def _is_set(value: object) -> bool:
    """Whether a setting says anything: a mapping of empty values does not."""
    return any(map(_is_set, value.values())) if isinstance(value, dict) else bool(value)
