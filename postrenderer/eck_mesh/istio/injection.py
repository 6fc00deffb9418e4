"""What a pod template says about its sidecar."""

from __future__ import annotations

from eck_mesh.istio import annotations as istio
from eck_mesh.manifests.paths import get, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from eck_mesh.manifests.paths import Body


def requests_sidecar(template: Body) -> bool:
    """Whether the labels of a pod template request a sidecar."""
    return text(template, ("metadata", "labels", istio.INJECT)) == "true"


def before_sidecar(template: Body, annotations: Mapping[str, str]) -> list[Body]:
    """The init containers that run before a classic sidecar and whose traffic is redirected to it.

    Not those of user 1337, native sidecars, or any where the pod requests a native sidecar, which
    runs first. `annotations`: those of its pods.
    """
    if annotations.get(istio.NATIVE) == "true":
        return []
    return [
        container
        for container in mappings(template, ("spec", "initContainers"))
        if get(container, ("restartPolicy",)) != "Always"
        and get(container, ("securityContext", "runAsUser")) != istio.PROXY_UID
    ]
