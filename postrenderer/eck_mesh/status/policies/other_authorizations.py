"""Live AuthorizationPolicies beside eck-mesh's for the same pods: they add, or may reject."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.istio.authorization import guards_of
from eck_mesh.manifests.kinds import AUTHORIZATION_POLICY
from eck_mesh.manifests.paths import mappings
from eck_mesh.mesh.policy_names import authorization_policy_ref
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOTE, Line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired

ALLOW = "ALLOW"


def other_authorization_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A note for each that guards the running pods of a resource, or those that ECK would create.

    Only where eck-mesh has a policy. Those of the plan are judged by the plan.
    """
    own = authorization_policy_ref(manifest)
    live = {one.ref: one for one in desired.live.policies_of_kind(AUTHORIZATION_POLICY)}
    planned = desired.plan.manifests if desired.plan else {own: live.get(own)}
    if planned.get(own) is None:
        return
    others = [policy for ref, policy in live.items() if ref not in planned]
    pods = [pod.labels for pod in desired.pods(manifest)] or pod_labels(manifest)
    for guard in guards_of(others, manifest.ref.namespace, pods, {}):
        if mappings(guard.policy.body, ("spec", "rules")):  # without rules it matches nobody
            allows = guard.action == ALLOW
            message = "other-policy-allows" if allows else "other-policy-may-reject"
            why = reason(message, resource=manifest.ref, action=guard.action)
            yield Line(NOTE, str(guard.policy.ref), why)
