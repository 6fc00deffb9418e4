"""NetworkPolicies of the stream that block the mesh itself: pods would not get ready.

| data plane | needs          | because                                       |
|------------|----------------|-----------------------------------------------|
| sidecar    | egress 15012   | a sidecar gets identity and config of istiod  |
| ambient    | ingress 15008  | ambient mode delivers all traffic there       |
|            | egress 15008   | and sends it there                            |

These are notes and no refusals: policies add up, and another one in the cluster may allow the port.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.manifests.kinds import NETWORK_POLICY
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.modes import NetworkPort
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def blocked_ports(mesh: Mesh) -> Iterator[Reason]:
    """A note for each resource and direction in which the stream's policies block the mesh."""
    policies = [m for ref, m in mesh.manifests.items() if ref[:2] == NETWORK_POLICY.identity]
    for manifest in mesh.treated() if policies else ():
        if not mesh.is_inside(manifest.ref):
            continue
        here = _selecting(manifest, policies)
        for needed in mesh.plane(manifest.ref).networkPorts:
            limiting = [policy for policy in here if _limits(policy, needed.direction)]
            if limiting and not any(_allows(policy, needed) for policy in limiting):
                yield reason(needed.because, policy=limiting[0].ref, target=manifest.ref)


def _selecting(manifest: Manifest, policies: list[Manifest]) -> list[Manifest]:
    """The policies that select any of a resource's pods, by labels that the pods surely have."""
    found = []
    for policy in policies:
        selector = mapping(policy.body, ("spec", "podSelector"))
        same = policy.ref.namespace == manifest.ref.namespace
        if same and any(selector_matches(selector, labels) for labels in pod_labels(manifest)):
            found.append(policy)
    return found


def _limits(policy: Manifest, direction: str) -> bool:
    """Whether a policy is for a direction: by policyTypes, or by Kubernetes' defaults for them."""
    if get(policy.body, ("spec", "policyTypes")) is not None:
        return direction in items(policy.body, ("spec", "policyTypes"))
    return direction == "Ingress" or get(policy.body, ("spec", "egress")) is not None


def _allows(policy: Manifest, needed: NetworkPort) -> bool:
    """Whether any rule of a policy allows TCP to or from a port, for any peer."""
    for rule in mappings(policy.body, ("spec", needed.direction.lower())):
        ports = mappings(rule, ("ports",))
        if not items(rule, ("ports",)) or any(_includes(port, needed.port) for port in ports):
            return True
    return False


def _includes(entry: Body, port: int) -> bool:
    """Whether an entry of a rule's ports includes a port; a name may be the name of the port."""
    if text(entry, ("protocol",), "TCP") != "TCP":
        return False
    first = get(entry, ("port",))
    if not isinstance(first, int):
        return True
    return first <= port <= max(first, integer(entry, ("endPort",)))
