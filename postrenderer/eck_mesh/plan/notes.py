"""Notes on resources that keep another mode than a flag, or their release, asks for."""

from __future__ import annotations

from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.settings import Flags, Settings


def notes_on_resources(mesh: Mesh, flags: Flags) -> Iterator[Reason]:
    """At most one note for each resource, in the order of the stream."""
    for ref, manifest in mesh.manifests.items():
        own = mesh.settings.get(ref)
        if own is not None:
            yield from _own_settings(manifest, own, flags)
        elif mesh.outside.operators.get(ref):
            yield reason("not-locked-but-injected", resource=ref)
        elif manifest.has_mode:
            yield reason("not-locked", resource=ref)


def _own_settings(manifest: Manifest, own: Settings, flags: Flags) -> Iterator[Reason]:
    """A note where the settings of a resource are not those of a flag, or of its release."""
    ref, is_locked = manifest.ref, manifest.settings is not None
    expected = flags.mode or flags.block.get("mode", "")
    if is_locked and expected not in ("", own.mode):
        yield reason("keeps-own-mode", resource=ref, mode=own.mode, flag=expected)
    elif is_locked and flags.block and not flags.override:
        yield reason("keeps-own-settings", resource=ref)
    elif flags.expectMode and own.mode != own.releaseMode:
        yield reason("mode-of-its-own", resource=ref, mode=own.mode, release=own.releaseMode)
