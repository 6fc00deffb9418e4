"""PeerAuthentications: which one applies to a pod, and what it says.

Of the policies that select a pod the oldest applies; a mode that it leaves unset is that of the
namespace's policy, then that of the mesh's (pilot/pkg/security/authn/policy_applier.go of Istio,
ComposePeerAuthentication).
"""

from __future__ import annotations

from eck_mesh.manifests.paths import mapping, text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

    Assumed = Mapping[str, tuple[str, ...]]

STRICT = "STRICT"
UNSET = ("", "UNSET")  # a mode that is inherited
CREATED_AT = ("metadata", "creationTimestamp")


class AppliedMode(NamedTuple):
    """A mode, and the policy that sets it; "" and None where none of the stream does."""

    mode: str
    policy: Manifest | None


def pod_selector_of(policy: Manifest) -> dict[str, str]:
    """The labels by which a policy selects pods; {} for a policy of a whole namespace."""
    return texts(policy.body, ("spec", "selector", "matchLabels"))


def policy_age(policy: Manifest) -> tuple[str, str]:
    """Istio's order of policies: the oldest first, of the same age by name."""
    return text(policy.body, CREATED_AT), policy.ref.name


def policies_selecting(
    policies: Iterable[Manifest],
    namespace: str,
    pods: Sequence[dict[str, str]],
    assumed: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Manifest]:
    """The policies of a namespace that select any of these pods. `assumed`: as for labels_match."""
    found = []
    for policy in policies:
        selector = pod_selector_of(policy) if policy.ref.namespace == namespace else {}
        if selector and any(labels_match(selector, labels, assumed) for labels in pods):
            found.append(policy)
    return found


def policies_of_namespace(policies: Iterable[Manifest], namespace: str) -> list[Manifest]:
    """The policies for a whole namespace; those in the root namespace are for the whole mesh."""
    whole = [policy for policy in policies if not pod_selector_of(policy)]
    return [policy for policy in whole if policy.ref.namespace == namespace]


def mode_of_port(policy: Manifest, port: int) -> str:
    """The mode that a policy sets for a single port; "" if it sets none."""
    return text(policy_effect(policy), ("portLevelMtls", str(port), "mode"))


def mode_of_policy(policy: Manifest) -> str:
    """The mode that a policy sets for the ports without one of their own; "" if it sets none."""
    return text(policy.body, ("spec", "mtls", "mode"))


def policy_effect(policy: Manifest) -> Body:
    """What a policy does, in one form: ports are strings, though Istio's pages write numbers."""
    ports = mapping(policy.body, ("spec", "portLevelMtls"))
    modes = {str(port): mode for port, mode in ports.items()}
    return {"mtls": mapping(policy.body, ("spec", "mtls")), "portLevelMtls": modes}


def applied_policies(
    policies: Iterable[Manifest], namespace: str, labels: dict[str, str], assumed: Assumed
) -> list[Manifest | None]:
    """The policies of which the oldest applies to a pod; None where it may be none.

    Several of one age, and those that select by labels of unknown values, may be the oldest.
    `assumed`: as for labels_match.
    """
    selecting = sorted(policies_selecting(policies, namespace, [labels], assumed), key=policy_age)
    for policy in selecting:
        if labels_match(pod_selector_of(policy), labels):
            oldest = policy_age(policy)[0]
            return [one for one in selecting if policy_age(one)[0] <= oldest]
    return [*selecting, None]


def inherited_modes(policies: Sequence[Manifest], namespace: str, root: str) -> list[AppliedMode]:
    """What a pod inherits from its namespace's oldest policy, or the mesh's; "" from none.

    Several where policies of one age differ in mode: no manifest shows which one istiod takes.
    """
    found = []
    for policy in _oldest(policies_of_namespace(policies, namespace)):
        mode = mode_of_policy(policy)
        if mode not in UNSET:
            found.append(AppliedMode(mode, policy))
        elif namespace != root:
            found += inherited_modes(policies, root, root)
        else:
            found.append(AppliedMode("", None))
    if found:
        return found
    return [AppliedMode("", None)] if namespace == root else inherited_modes(policies, root, root)


def _oldest(policies: Iterable[Manifest]) -> list[Manifest]:
    """The oldest of these policies, several where they have one age."""
    by_age = sorted(policies, key=policy_age)
    return [one for one in by_age if policy_age(one)[0] == policy_age(by_age[0])[0]]


def mode_for_port(policy: Manifest | None, port: int, inherited: AppliedMode) -> AppliedMode:
    """What applies to one port of a pod, with the policy that says so."""
    for mode in (mode_of_port(policy, port), mode_of_policy(policy)) if policy else ():
        if mode not in UNSET:
            return AppliedMode(mode, policy)
    return inherited
