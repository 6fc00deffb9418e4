"""What the containers of a pod template say of themselves: how they are probed, and which of them come before a sidecar."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import get, items, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

# What the kubelet, which is in no mesh, asks by itself.
_ASKED = (
    ("readinessProbe",),
    ("livenessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_OWN = ("elastic-internal-", "logstash-internal-")  # ECK's own init containers


def probes(manifest: Manifest, template: Path) -> Iterator[tuple[Path, Any]]:
    """Each probe and hook that somebody wrote in a pod template, with its place."""
    for part in "containers", "initContainers":
        for i in range(len(items(manifest.body, (*template, "spec", part)))):
            for asked in _ASKED:
                path = (*template, "spec", part, i, *asked)
                probe = get(manifest.body, path)
                if isinstance(probe, dict):
                    yield path, probe


def probed_by_http(manifest: Manifest, template: Path) -> bool:
    """Whether the kubelet asks a pod by HTTP: by a probe that somebody wrote, or by ECK's own, where none replaces it."""
    if any(get(probe, ("httpGet",)) for _, probe in probes(manifest, template)):
        return True
    containers = mappings(manifest.body, (*template, "spec", "containers"))
    main = next((c for c in containers if c.get("name") == kind_of(manifest).type), None)
    return kind_of(manifest).probe == "http" and not get(main, ("readinessProbe",))


def is_added_by_eck(container: Body) -> bool:
    """Whether ECK adds this init container itself; its own need no network."""
    return text(container, ("name",)).startswith(_OWN)
