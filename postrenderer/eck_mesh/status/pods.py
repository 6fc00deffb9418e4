"""A line for each pod of a checked resource: whether it is in the mesh as requested, or why not."""

from __future__ import annotations

from eck_mesh.eck.resource import eck_labels, pod_labels, pod_templates
from eck_mesh.eck.services import bypass_ports, is_host_network_client, services
from eck_mesh.istio.annotations import EXCLUDE_IN, EXCLUDE_OUT, TLS_MODE
from eck_mesh.istio.membership import OUTSIDE, pod_membership, requested_plane, requests_injection
from eck_mesh.istio.modes import PLANES
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, NOTE, READY, Line
from eck_mesh.status.missing_proxy import why_not_injected, why_outside_mesh
from eck_mesh.status.policies.locked_out import locked_out_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Pod
    from eck_mesh.status.policies.locked_out import LockedOut

IN_MESH, NOWHERE = "in the mesh", "none"


def expected_planes(locked_out: Callable[[str], LockedOut]) -> str:
    """The data planes in which no target rejects a client, in words."""
    if not locked_out(OUTSIDE).targets:
        return "any"
    planes = [plane for plane in PLANES if not locked_out(plane).targets]
    return IN_MESH if len(planes) in (0, len(PLANES)) else " or ".join(planes)


def pod_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for each pod; without pods, whether new ones would get into the mesh."""
    pods = desired.pods(manifest)
    for pod in pods:
        template = _template_of(pod, manifest)
        if template is None:
            yield _removed_node_set_line(pod, manifest, desired)
        else:
            yield _pod_line(pod, manifest, template, desired)
    if not pods and pod_templates(manifest):
        yield _no_pods_line(manifest, desired)


def _template_of(pod: Pod, manifest: Manifest) -> Path | None:
    """The pod template of a pod; None for a nodeSet that the resource no longer has."""
    templates = zip(pod_templates(manifest), eck_labels(manifest), strict=True)
    return next((path for path, labels in templates if pod.has_labels(labels)), None)


def _removed_node_set_line(pod: Pod, manifest: Manifest, desired: Desired) -> Line:
    """A pod of a removed nodeSet serves traffic until its shards have been relocated."""
    found = pod_membership(pod.body)
    state, message = READY, "removed-node-set-in-mesh"
    if found.plane != desired.plane(manifest):
        state, message = NOT_READY, "pod-of-removed-node-set"
    why = reason(message, resource=manifest.ref)
    return Line(state, pod.name, why, IN_MESH, found.proxy)


def _no_pods_line(manifest: Manifest, desired: Desired) -> Line:
    """The first reason why a new pod would not get its sidecar."""
    namespace, live = manifest.ref.namespace, desired.live
    why = None
    if not is_host_network_client(manifest):
        for labels in pod_labels(manifest):
            if requests_injection(labels, live.namespace_labels(namespace)):
                why = why or why_not_injected(labels, namespace, live)
    state, why = (NOT_READY, why) if why else (NOTE, reason("no-pods-yet"))
    return Line(state, str(manifest.ref), why, found="no pods")


def _pod_line(pod: Pod, manifest: Manifest, template: Path, desired: Desired) -> Line:
    """The membership of a pod, compared with the one that its resource requests."""
    live = desired.live
    labels = pod_labels(manifest)[pod_templates(manifest).index(template)]
    expected = requested_plane(labels, live.namespace_labels(pod.namespace))
    if is_host_network_client(manifest):
        expected = ""
    found = pod_membership(pod.body)
    if not expected and not found.plane:
        why = _why_not_outside(manifest, desired)
        state, shown = (NOT_READY, IN_MESH) if why else (READY, NOWHERE)
        return Line(state, pod.name, why, shown, found.proxy)
    if not expected:
        why = reason("pod-older-than-exclusion", resource=manifest.ref)
        return Line(NOT_READY, pod.name, why, NOWHERE, found.proxy)
    if expected != found.plane:
        why = why_outside_mesh(pod, labels, expected, live)
    else:
        why = _tls_mode(pod) or _why_locked_out(manifest, found.plane, desired)
        if PLANES[expected].leavesPortsOut:
            why = why or _captured_port(pod, manifest, template)
    return Line(NOT_READY if why else READY, pod.name, why, expected, found.proxy)


def _why_not_outside(manifest: Manifest, desired: Desired) -> Reason | None:
    """Why pods that are outside the mesh, as their resource requests, are not ready for strict."""
    targets = locked_out_of(manifest, OUTSIDE, desired).targets
    if desired.plan:
        return reason("client-locked-out", targets=targets) if targets else None
    if services(manifest):
        return reason("pod-outside-mesh")
    if not targets:
        return None
    if is_host_network_client(manifest):
        return reason("host-network-client-outside-mesh", targets=targets)
    return reason("client-outside-mesh", targets=targets)


def _why_locked_out(manifest: Manifest, plane: str, desired: Desired) -> Reason | None:
    """Why targets reject pods that are in the mesh, in the data plane that their labels request."""
    found = locked_out_of(manifest, plane, desired)
    return reason(found.why, targets=found.targets) if found.why else None


def _tls_mode(pod: Pod) -> Reason | None:
    """A user-defined label by which clients send plaintext to a pod."""
    value = pod.labels.get(TLS_MODE, "istio")
    return None if value == "istio" else reason("tls-mode-label", value=value)


def _captured_port(pod: Pod, manifest: Manifest, template: Path) -> Reason | None:
    """The first port that the sidecar captures although it must bypass the sidecar."""
    for direction, annotation in ("inbound", EXCLUDE_IN), ("outbound", EXCLUDE_OUT):
        excluded = text(pod.body, ("metadata", "annotations", annotation)).split(",")
        excluded = [item.strip() for item in excluded]
        for port in bypass_ports(manifest, direction, template):
            if str(port) not in excluded:
                return reason("sidecar-captures-port", direction=direction, port=port)
    return None
