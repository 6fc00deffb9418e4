"""The settings of all resources of a stream, those of a settings file for single ones included."""

from __future__ import annotations

from eck_mesh.eck.resource import may_have_pods
from eck_mesh.errors import UserError
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason
from eck_mesh.settings.annotations import Annotations
from eck_mesh.settings.resolution import resolve_settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.settings import Flags, Settings

    Places = dict[str, dict[str, int]]  # by key: the full name of each resource, and its index


def settings_of_stream(manifests: list[Manifest], flags: Flags) -> list[Settings | None]:
    """The settings of each manifest; None for one that is not treated.

    A third-party resource without a namespace is in that of the locked ones beside it. UserError
    for settings of a resource that is not there, or that has its settings in values.
    """
    read = Annotations().settings
    found: list[Settings | None] = [
        None if one.settings is None else resolve_settings(one, flags, None, read)
        for one in manifests
    ]
    flags = flags._replace(namespace=flags.namespace or _namespace_of_locked(manifests, found))
    blocks = _blocks(manifests, found, flags) if flags.resources else {}
    for i, manifest in enumerate(manifests):
        if manifest.has_mode and (found[i] is None or i in blocks):
            found[i] = resolve_settings(manifest, flags, blocks.get(i), read)
    return found


def _namespace_of_locked(manifests: list[Manifest], found: list[Settings | None]) -> str:
    """The namespace that the first locked resource without one was rendered for."""
    for manifest, settings in zip(manifests, found, strict=True):
        if settings is not None and not manifest.ref.namespace:
            return settings.namespace
    return ""


def _blocks(
    manifests: list[Manifest], found: list[Settings | None], flags: Flags
) -> dict[int, Body]:
    """The block of each resource that has one, by its index. UserError for keys of no resource."""
    places = _places(manifests, found, flags)
    every = [name for key, names in places.items() for name in names if key == name]
    blocks: dict[int, Body] = {}
    problems = []
    for key, block in flags.resources.items():
        indexes = places.get(key, {})
        index = next(iter(indexes.values()), -1)
        why = _problem(list(indexes), every)
        if why is None and index in blocks:
            why = reason("settings-given-twice", resource=next(iter(indexes)))
        settings = found[index] if why is None else None
        if settings is not None and not flags.override:
            place = f", at {settings.place}" if settings.place else ""
            resource = next(iter(indexes))
            why = reason("settings-of-locked-resource", resource=resource, place=place)
        if why:
            problems.append(UserError.from_reason(why, where=f"--settings: resources.{key}"))
        blocks[index] = block
    if problems:
        raise UserError.from_all(problems)
    return blocks


def _problem(names: list[str], every: list[str]) -> Reason | None:
    """Why a key does not name one resource; None where it does."""
    if not names:
        return reason("settings-for-no-resource", known=first_of(every))
    return reason("settings-for-several", found=first_of(names)) if len(names) > 1 else None


def _places(manifests: list[Manifest], found: list[Settings | None], flags: Flags) -> Places:
    """The resources that may have settings, by Kind/name and by Kind/namespace/name."""
    places: Places = {}
    for i, (manifest, settings) in enumerate(zip(manifests, found, strict=True)):
        if not may_have_pods(manifest):
            continue
        kind, namespace, name = manifest.ref[1:]
        namespace = namespace or (settings.namespace if settings else flags.namespace)
        full = "/".join(part for part in (kind, namespace, name) if part)
        for key in {full, f"{kind}/{name}"}:
            places.setdefault(key, {}).setdefault(full, i)
    return places
