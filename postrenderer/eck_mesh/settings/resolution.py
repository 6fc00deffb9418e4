"""The settings of one resource: what it carries itself, and what the flags say."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.modes import MODES
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.settings.layers import ADDED, laid_over
from eck_mesh.settings.schema import BLOCK
from eck_mesh.settings.settings import AS_WRITTEN, Settings, settings_of_annotation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.settings.settings import Flags


def settings_of_flags(flags: Flags, namespace: str, own: Body) -> Settings:
    """The settings of a resource that carries none: defaults, then the settings file and --tls,
    then --mode, then its own block in the file. Without a mode of the release, its own is that."""
    block = laid_over({**BLOCK, "tls": AS_WRITTEN, **flags.block}, own)
    release = flags.mode or text(flags.block, ("mode",))
    block["mode"] = text(own, ("mode",)) or release or block["mode"]
    block |= {"namespace": namespace or flags.namespace, "releaseMode": release or block["mode"]}
    return Settings(**block)


def resolve_settings(
    manifest: Manifest,
    flags: Flags,
    own: Body | None = None,
    read: Callable[[str, Ref], Settings] = settings_of_annotation,
) -> Settings | None:
    """The settings of one resource; None for a resource that is not locked, without flags.

    Settings of a locked resource win; flags cannot weaken them without --override. With --override
    everything that the flags set goes over them, maps into maps; only the namespace stays.
    own: the resource's block in the settings file. A file that has such blocks and no mode leaves
    all other resources as they are. read: the reader of annotations.
    """
    mode = flags.mode or text(flags.block, ("mode",))
    if manifest.settings is None:
        if own is None and not mode and (flags.resources or not flags.block):
            return None
        namespace = text(manifest.body, ("metadata", "namespace"))
        return settings_of_flags(flags, namespace, own or {})
    settings = read(manifest.settings, manifest.ref)
    if flags.override:
        return _overridden(settings, flags.block, mode, own or {})
    if mode and MODES.index(mode) < MODES.index(settings.mode):
        why = reason("flag-weakens-mode", mode=settings.mode, flag=mode)
        raise UserError.from_reason(why, where=str(manifest.ref))
    return settings


def _overridden(settings: Settings, block: Body, mode: str, own: Body) -> Settings:
    """Rules and allowed clients of a settings file replace those of the release; those of the
    resource come after."""
    found = settings._asdict()
    found |= {key: [] for key in ADDED if key in block}
    found = laid_over(found, block)
    if mode:
        found |= {"mode": mode, "releaseMode": mode}
    return Settings(**laid_over(found, own))
