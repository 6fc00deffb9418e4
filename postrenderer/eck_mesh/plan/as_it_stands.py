"""The mesh of a stream in which every resource counts, also those that no plan treats."""

from __future__ import annotations

from eck_mesh.manifests.kinds import NAMESPACE
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.earlier_pass import settings_of_earlier_pass
from eck_mesh.settings.resolution import settings_of_flags
from eck_mesh.settings.settings import Flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.settings.settings import Settings


def without_injection(mesh: Mesh) -> Mesh:
    """The mesh with a Namespace for each one that the stream has resources in and does not hold:
    without labels, so that only pods that request it are in the mesh."""
    names = dict.fromkeys(ref.namespace for ref in mesh.settings)
    refs = [Ref(*NAMESPACE.identity, "", name) for name in names]
    made = [Manifest(ref, {}, 0) for ref in refs if ref not in mesh.manifests]
    return Mesh([*mesh.manifests.values(), *made], mesh.settings)


def as_it_stands(mesh: Mesh) -> Mesh:
    """The mesh with settings for each resource that has none: with the mode that it carries from
    an earlier pass, and otherwise with mode disabled."""
    flags = Flags(mode="disabled")
    disabled: dict[Ref, Settings] = {
        ref: settings_of_flags(flags, ref.namespace, {})
        for ref, manifest in mesh.manifests.items()
        if manifest.has_mode and ref not in mesh.settings
    }
    every = Mesh(mesh.manifests.values(), {**disabled, **mesh.settings})
    earlier = settings_of_earlier_pass(every, flags)
    for ref in disabled.keys() & earlier.keys():
        disabled[ref] = earlier[ref]
    return Mesh(mesh.manifests.values(), {**disabled, **mesh.settings})
