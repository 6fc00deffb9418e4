"""Live Sidecar resources that select pods whose connections a plan limits by one of its own."""

from __future__ import annotations

from eck_mesh.manifests.kinds import SIDECAR
from eck_mesh.manifests.paths import texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.messages.reason import reason
from eck_mesh.plan.rules.policies.egress import is_limited
from eck_mesh.status.line import NOT_READY, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.status.desired import Desired


def rival_sidecar_lines(desired: Desired) -> Iterator[Line]:
    """A line for each; only one Sidecar applies to a pod. Without a plan nobody knows what it
    limits."""
    plan = desired.plan
    if plan is None:
        return
    limited = [one for one in plan.treated() if is_limited(one, plan)]
    sidecars = desired.live.policies_of_kind(SIDECAR) if limited else []
    for manifest in limited:
        labels = [pod.labels for pod in desired.pods(manifest)]
        for sidecar in sidecars:
            selector = texts(sidecar.body, ("spec", "workloadSelector", "labels"))
            here = sidecar.ref.namespace == manifest.ref.namespace
            if not (selector and here) or sidecar.ref in plan.manifests:
                continue
            if any(labels_match(selector, one) for one in labels):
                why = reason("rival-sidecar", resource=manifest.ref)
                yield Line(NOT_READY, str(sidecar.ref), why)
