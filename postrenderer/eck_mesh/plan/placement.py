"""The namespaces of manifests that name none."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.kinds import CLUSTER_SCOPED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.settings.settings import Flags, Settings


def with_namespaces(
    manifests: list[Manifest], settings: list[Settings | None], flags: Flags
) -> list[Manifest]:
    """Each manifest with its namespace: its own, that of its settings, or that of the release."""
    without = [i for i, manifest in enumerate(manifests) if not manifest.ref.namespace]
    for i in without:
        own = settings[i]
        if own is not None:
            _check_namespace(manifests[i], own, flags)
    release = next((own.namespace for i in without if (own := settings[i])), flags.namespace)
    placed = list(manifests)
    for i in without:
        ref, own = manifests[i].ref, settings[i]
        if ref.kind not in CLUSTER_SCOPED:
            ref = ref._replace(namespace=own.namespace if own else release)
            placed[i] = manifests[i]._replace(ref=ref)
    return placed


def _check_namespace(manifest: Manifest, own: Settings, flags: Flags) -> None:
    """UserError where --namespace is not the namespace that a locked resource was rendered for."""
    if manifest.settings is None or flags.override or flags.namespace in ("", own.namespace):
        return
    raise UserError(
        f"--namespace {flags.namespace}, but the stream was rendered for {own.namespace}.",
        hint="Remove it.",
    )
