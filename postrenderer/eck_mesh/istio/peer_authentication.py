"""PeerAuthentications: which one applies to a pod, and what it says.

Of the policies that select a pod the oldest applies; a mode that it leaves unset is that of the
namespace's policy, then that of the mesh's (pilot/pkg/security/authn/policy_applier.go of Istio,
ComposePeerAuthentication).
"""

from __future__ import annotations

from eck_mesh.manifests.paths import mapping, text, texts
from eck_mesh.manifests.selectors import labels_match

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body

STRICT = "STRICT"
CREATED_AT = ("metadata", "creationTimestamp")


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
