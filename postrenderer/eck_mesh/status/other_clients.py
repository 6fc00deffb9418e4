"""Lines for ECK resources that are not in the plan and connect to one that is."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import is_host_network_client
from eck_mesh.istio.membership import OUTSIDE, pod_membership, requested_plane
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, READY, Line
from eck_mesh.status.pods import expected_planes
from eck_mesh.status.policies.locked_out import locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.messages.reason import Reason
    from eck_mesh.status.desired import Desired


def other_client_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for each pod; without pods, one where new pods would be rejected by strict."""
    expected = expected_planes(lambda plane: locked_out_of(manifest, plane, desired))
    pods = desired.pods(manifest)
    for pod in pods:
        found = pod_membership(pod.body)
        why = _why_locked_out(manifest, found.plane, desired)
        yield Line(NOT_READY if why else READY, str(pod), why, expected, found.proxy)
    for plane in () if pods else _requested_planes(manifest, desired):
        why = _why_locked_out(manifest, plane, desired)
        if why:
            subject = f"{manifest.ref.namespace}/{manifest.ref.name}"
            yield Line(NOT_READY, subject, why, expected, "no pods")
            return


def _why_locked_out(manifest: Manifest, plane: str, desired: Desired) -> Reason | None:
    locked_out = locked_out_of(manifest, plane, desired)
    if not locked_out.targets:
        return None
    if locked_out.why:
        return reason(locked_out.why, targets=locked_out.targets)
    message = "client-of-another-release-locked-out"
    return reason(message, resource=manifest.ref, targets=locked_out.targets)


def _requested_planes(manifest: Manifest, desired: Desired) -> list[str]:
    """The data planes that the pods of a resource, as far as its manifest shows, would be in."""
    if is_host_network_client(manifest):
        return [OUTSIDE]
    namespace_labels = desired.live.namespace_labels(manifest.ref.namespace)
    return [requested_plane(labels, namespace_labels) for labels in pod_labels(manifest)]
