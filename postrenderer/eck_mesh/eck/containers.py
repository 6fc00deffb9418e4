"""What the containers of a pod template say of themselves: how they are probed, and which of them come before a sidecar."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.manifest import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest, Path

# What the kubelet, which is in no mesh, asks by itself.
_ASKED = (
    ("readinessProbe",),
    ("livenessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_OWN = (
    "elastic-internal-",
    "logstash-internal-",
)  # ECK's own init containers, which need no network


def probes(manifest: Manifest, template: Path) -> Iterator[tuple[Path, Any]]:
    """Each probe and hook that somebody wrote in a pod template, with its place."""
    for part in "containers", "initContainers":
        for i in range(len(get(manifest.body, (*template, "spec", part), []))):
            for asked in _ASKED:
                path = (*template, "spec", part, i, *asked)
                probe = get(manifest.body, path)
                if isinstance(probe, dict):
                    yield path, probe


def probed_by_http(manifest: Manifest, template: Path) -> bool:
    """Whether the kubelet asks a pod by HTTP: by a probe that somebody wrote, or by ECK's own, where none replaces it."""
    if any(get(probe, ("httpGet",)) for _, probe in probes(manifest, template)):
        return True
    containers = get(manifest.body, (*template, "spec", "containers"), [])
    main = next(
        (container for container in containers if container.get("name") == kind_of(manifest).type),
        None,
    )
    return kind_of(manifest).probe == "http" and not get(main, ("readinessProbe",))


def dials_before_sidecar(manifest: Manifest, template: Path) -> bool:
    """Whether it has init containers of the user's that run before a classic sidecar and may want the network.

    Not: those of user 1337, whom nothing redirects; native sidecars, which run on beside ours; ECK's own; and none where the
    pod asks for a native sidecar, which comes first.
    """
    if get(manifest.body, (*template, "metadata", "annotations", istio.NATIVE)) == "true":
        return False
    return any(
        not str(first["name"]).startswith(_OWN)
        and get(first, ("restartPolicy",)) != "Always"
        and get(first, ("securityContext", "runAsUser")) != istio.PROXY_UID
        for first in get(manifest.body, (*template, "spec", "initContainers"), [])
    )
