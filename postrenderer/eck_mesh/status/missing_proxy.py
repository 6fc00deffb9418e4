"""Why a pod is not in the mesh although its labels request it.

The label of a Namespace comes first: with istio-injection only the default revision injects, with
istio.io/rev only that revision
(manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml of Istio).
"""

from __future__ import annotations

from eck_mesh.istio.membership import SIDECAR, requested_plane
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.names import INJECTION, REVISION
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason
    from eck_mesh.status.live import Live, Pod

DEFAULT_REVISION = "default"  # the revision, or the tag, that istio-injection: enabled means


def why_outside_mesh(pod: Pod, template: dict[str, str], plane: str, live: Live) -> Reason:
    """Why a pod is not in the data plane that the labels of its pod template request."""
    if get(pod.body, ("spec", "hostNetwork")):
        return reason("pod-on-host-network")
    injects = PLANES[plane].injects
    labels = {**pod.labels, **template}
    obstacle = why_not_injected(labels, pod.namespace, live) if injects else None
    if obstacle:
        return obstacle
    if requested_plane(pod.labels, live.namespace_labels(pod.namespace)) != plane:
        return reason("pod-older-than-mode")
    return reason("sidecar-not-injected" if injects else "pod-not-captured")


def why_not_injected(labels: dict[str, str], namespace: str, live: Live) -> Reason | None:
    """Why a new pod with these labels would not get the sidecar that they request, or None."""
    namespace_labels = live.namespace_labels(namespace)
    if namespace in PLANES[SIDECAR].closedNamespaces:
        return reason("namespace-never-injected", namespace=namespace)
    if namespace_labels.get(INJECTION) == "disabled":
        return reason("injection-disabled", namespace=namespace)
    if not live.revisions:
        return reason("no-injector")
    return _missing_revision(labels, namespace, live)


def _missing_revision(labels: dict[str, str], namespace: str, live: Live) -> Reason | None:
    """The revision that Istio's webhooks choose, if no istiod has it."""
    namespace_labels = live.namespace_labels(namespace)
    known = ", ".join(live.revisions)
    if namespace_labels.get(INJECTION) == "enabled":
        wanted = DEFAULT_REVISION
        missing = reason("namespace-needs-default-revision", namespace=namespace, known=known)
    elif REVISION in namespace_labels:
        wanted = namespace_labels[REVISION]
        missing = reason(
            "namespace-names-unknown-revision", namespace=namespace, revision=wanted, known=known
        )
    elif REVISION in labels:
        wanted = labels[REVISION]
        missing = reason("pod-names-unknown-revision", revision=wanted, known=known)
    else:
        wanted = DEFAULT_REVISION
        missing = reason("no-default-revision", known=known)
    return None if wanted in live.revisions else missing
