"""Which data plane the labels of a pod request, and which one a running pod is in."""

from __future__ import annotations

from eck_mesh.istio.annotations import DATAPLANE, INJECT
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.names import INJECTION, PROXY, REDIRECTED, REVISION
from eck_mesh.manifests.paths import mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

    Labels = dict[str, str]

NATIVE, CLASSIC = "native sidecar", "classic sidecar"  # what carries the traffic of a pod
SIDECAR, AMBIENT, OUTSIDE = "sidecar", "ambient", ""  # rows of modes.yaml, and none of them


class Membership(NamedTuple):
    """How a running pod is in the mesh.

    plane: its data plane, a row of modes.yaml; "" outside the mesh.
    proxy: what carries its traffic, in words.
    """

    plane: str
    proxy: str


def pod_membership(pod: Body) -> Membership:
    """How a running pod is in the mesh; a native sidecar is among its init containers."""
    for key, proxy in ("initContainers", NATIVE), ("containers", CLASSIC):
        if PROXY in [text(container, ("name",)) for container in mappings(pod, ("spec", key))]:
            return Membership(SIDECAR, proxy)
    if text(pod, ("metadata", "annotations", REDIRECTED)) == "enabled":
        return Membership(AMBIENT, "ambient")
    return Membership(OUTSIDE, "none")


def requested_plane(labels: Labels, namespace_labels: Labels) -> str:
    """The data plane that the labels of a pod and of its Namespace request; "" for none.

    Source: manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml of Istio.
    """
    ambient = labels.get(DATAPLANE, namespace_labels.get(DATAPLANE)) == AMBIENT
    if ambient and labels.get(INJECT) != "true":
        return AMBIENT
    if INJECT in labels:
        injected = labels[INJECT] == "true"
    elif INJECTION in namespace_labels:
        injected = namespace_labels[INJECTION] == "enabled"
    else:
        injected = REVISION in namespace_labels or REVISION in labels
    return SIDECAR if injected else OUTSIDE


def requests_injection(labels: Labels, namespace_labels: Labels) -> bool:
    """Whether the labels of a pod and of its Namespace request a plane that injects a proxy."""
    plane = requested_plane(labels, namespace_labels)
    return plane != OUTSIDE and PLANES[plane].injects
