"""The PeerAuthentications of a stream for one port of a pod."""

from __future__ import annotations

from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.peer_authentication import (
    AppliedMode,
    applied_policies,
    inherited_modes,
    mode_for_port,
)
from eck_mesh.messages.reason import reason
from eck_mesh.reach.facts import Choice, Fact, one_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource

# What a policy outside the stream may say where none of the stream does: the default, or STRICT.
POSSIBLE_MODES = ("PERMISSIVE", "STRICT")


def policy_fact(pods: PodSet, port: int, target: TargetResource) -> Fact:
    """The mode for one port of a pod, with the policy that sets it."""
    applied = applied_policies(target.policies, pods.namespace, pods.labels, pods.unknown)
    found: list[AppliedMode] = []
    for above in inherited_by(pods, target):
        found += [mode_for_port(policy, port, above) for policy in applied]
    choices = [Choice(one.mode, one.policy.ref) for one in found if one.policy]
    if len(choices) < len(found):
        choices += [Choice(mode) for mode in POSSIBLE_MODES]
        return one_of(choices, reason("reach-unsure-policy"))
    return one_of(choices, reason("reach-unsure-labels"))


def inherited_by(pods: PodSet, target: TargetResource) -> list[AppliedMode]:
    """What the namespace's policy says, or the mesh's; several where no manifest shows which."""
    return inherited_modes(target.policies, pods.namespace, ROOT)
