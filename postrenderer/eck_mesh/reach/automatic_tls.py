"""Whether PeerAuthentications leave automatic mutual TLS on for what clients send to a Service."""

from __future__ import annotations

from eck_mesh.messages.reason import reason
from eck_mesh.reach.facts import Choice, one_of
from eck_mesh.reach.policies import inherited_by, policy_fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.departures import Ends
    from eck_mesh.reach.facts import Fact
    from eck_mesh.reach.listings import Listing
    from eck_mesh.reach.target import TargetResource


def automatic_fact(listing: Listing, attempt: Attempt, ends: Ends, target: TargetResource) -> Fact:
    """Whether automatic mutual TLS is on. The policy of the Service's namespace, or the mesh's,
    turns it off for all (pilot/pkg/model/push_context.go, BestEffortInferServiceMTLSMode). Behind a
    cluster IP that of a pod's port counts too; clients of a headless Service ignore it."""
    found = [
        _on_or_off(one.mode, one.policy.ref if one.policy else "")
        for one in inherited_by(ends.server, target)
    ]
    if not listing.is_headless and any(one.word == "mutual" for one in found):
        fact = policy_fact(ends.server, attempt.pod_port, target)
        found = [one for one in found if one.word == "plaintext"]
        found += [_on_or_off(one.word, one.by) for one in fact.choices]
    return one_of(found, reason("reach-unsure-policy"))


def _on_or_off(mode: str, policy: object) -> Choice:
    """What automatic mutual TLS becomes by the mode of a PeerAuthentication."""
    return Choice("plaintext" if mode == "DISABLE" else "mutual", policy)
