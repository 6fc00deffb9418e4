"""Lines for ECK resources that are not in the plan and connect to one that is."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import is_host_network_client
from eck_mesh.istio.membership import pod_membership, requested_plane
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, READY, Line
from eck_mesh.status.pods import IN_MESH
from eck_mesh.status.policies.locked_out import locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired


def other_client_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for each pod; without pods, one where new pods would be rejected by strict."""
    targets = locked_out_of(manifest, desired)
    why = reason("client-of-another-release-locked-out", resource=manifest.ref, targets=targets)
    pods = desired.pods(manifest)
    for pod in pods:
        found = pod_membership(pod.body)
        if targets and not found.plane:
            yield Line(NOT_READY, str(pod), why, IN_MESH, found.proxy)
        else:
            yield Line(READY, str(pod), None, IN_MESH if targets else "any", found.proxy)
    if targets and not pods and _may_be_outside(manifest, desired):
        subject = f"{manifest.ref.namespace}/{manifest.ref.name}"
        yield Line(NOT_READY, subject, why, IN_MESH, "no pods")


def _may_be_outside(manifest: Manifest, desired: Desired) -> bool:
    """Whether some pod of a resource, as far as its manifest shows, is outside the mesh."""
    if is_host_network_client(manifest):
        return True
    namespace_labels = desired.live.namespace_labels(manifest.ref.namespace)
    planes = [requested_plane(labels, namespace_labels) for labels in pod_labels(manifest)]
    return "" in planes
