"""The entries of secureSettings that manifests show: their keys, never their values."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import expand, mapping, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

SECURE = "secureSettings"


def secure_keys(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[str, tuple[Ref, Path]]]:
    """The keys of the secure settings that manifests show, with their places."""
    secrets = {secret.ref.name: secret for secret in mesh.addresses.secrets_of(manifest)}
    for holder, path in _secure_places(manifest, mesh):
        for i, one in enumerate(mappings(holder.body, path)):
            for entry in mappings(one, ("entries",)):
                key = text(entry, ("path",)) or text(entry, ("key",))
                yield key, (holder.ref, (*path, i))
            secret = secrets.get(text(one, ("secretName",)))
            if secret and not mappings(one, ("entries",)):
                for part in "data", "stringData":
                    for key in mapping(secret.body, (part,)):
                        yield key, (holder.ref, (*path, i))


def _secure_places(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Manifest, Path]]:
    yield manifest, ("spec", SECURE)
    policy = kind_of(manifest).policy
    for one in mesh.stack_config.policies_for(manifest):
        yield one, (*policy.split("."), SECURE)
        yield from ((one, path) for path in expand(one.body, f"spec.{SECURE}"))


def unread_secrets(manifest: Manifest, mesh: Mesh) -> Iterator[str]:
    """The Secrets of secureSettings whose entries no manifest shows."""
    known = {secret.ref.name for secret in mesh.addresses.secrets_of(manifest)}
    for holder, path in _secure_places(manifest, mesh):
        for one in mappings(holder.body, path):
            name = text(one, ("secretName",))
            if name and not mappings(one, ("entries",)) and name not in known:
                yield name
