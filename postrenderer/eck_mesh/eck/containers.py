"""The containers of a pod template: their probes, and which init containers ECK adds."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import get, items, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

# What the kubelet, which is in no mesh, runs or requests.
_PROBES = (
    ("readinessProbe",),
    ("livenessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_OWN = ("elastic-internal-", "logstash-internal-")  # ECK's own init containers


def probes(manifest: Manifest, template: Path) -> Iterator[tuple[Path, object]]:
    """Each user-defined probe and hook of a pod template, with its path."""
    for part in "containers", "initContainers":
        for i in range(len(items(manifest.body, (*template, "spec", part)))):
            for part_of_container in _PROBES:
                path = (*template, "spec", part, i, *part_of_container)
                probe = get(manifest.body, path)
                if isinstance(probe, dict):
                    yield path, probe


def probed_by_http(manifest: Manifest, template: Path) -> bool:
    """Whether the kubelet sends HTTP requests to a pod, by a user-defined probe or ECK's."""
    if any(get(probe, ("httpGet",)) for _, probe in probes(manifest, template)):
        return True
    containers = mappings(manifest.body, (*template, "spec", "containers"))
    main = next((c for c in containers if c.get("name") == kind_of(manifest).type), None)
    return kind_of(manifest).probe == "http" and not get(main, ("readinessProbe",))


def is_added_by_eck(container: Body) -> bool:
    """Whether ECK adds this init container itself; its own need no network."""
    return text(container, ("name",)).startswith(_OWN)
