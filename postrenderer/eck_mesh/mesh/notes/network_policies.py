"""NetworkPolicies of the stream that block the mesh itself: pods would not get ready.

| data plane | needs                              | because                               |
|------------|------------------------------------|---------------------------------------|
| sidecar    | egress 15012 to istiod             | a sidecar gets identity and config    |
| ambient    | ingress 15008                      | ambient mode delivers traffic there   |
|            | egress 15008                       | and sends it there                    |
|            | ingress of probes, 169.254.7.127   | istio-cni gives the kubelet's probes  |
|            |                                    | this address (cni/pkg/config of Istio) |

These are notes and no refusals: policies add up, and another one in the cluster may allow the port.
"""

from __future__ import annotations

from eck_mesh.eck.containers import probed_ports
from eck_mesh.eck.resource import pod_labels
from eck_mesh.istio.annotations import ROOT
from eck_mesh.manifests.paths import get, integer, items, mapping, mappings, text
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.mesh.notes.network_peers import Surroundings, contains_address, may_contain_istiod
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.modes import NetworkPort
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

PEERS = {"Ingress": "from", "Egress": "to"}  # the peers of a rule, by direction


def blocked_ports(mesh: Mesh) -> Iterator[Reason]:
    """A note for each resource and direction in which the stream's policies block the mesh."""
    for manifest in mesh.treated():
        if not mesh.is_inside(manifest.ref):
            continue
        here = _selecting(manifest, mesh.network_policies.that_select(pod_labels(manifest)))
        for needed in mesh.plane(manifest.ref).networkPorts:
            limiting = [policy for policy in here if _limits(policy, needed.direction)]
            for port in _ports(needed, manifest) if limiting else ():
                one = needed._replace(port=port)
                if not any(_allows(policy, one, mesh) for policy in limiting):
                    names = {"policy": limiting[0].ref, "target": manifest.ref}
                    yield reason(needed.because, port=port, **names)


def policies_limiting_egress(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """The policies that limit what a resource connects to."""
    policies = mesh.network_policies.that_select(pod_labels(manifest))
    return [one for one in _selecting(manifest, policies) if _limits(one, "Egress")]


def policy_blocking_port(limiting: list[Manifest], port: int) -> Ref | None:
    """The first policy, where none of these allows a port outside the cluster: to every address, or
    to a block."""
    for policy in limiting:
        for rule in mappings(policy.body, ("spec", "egress")):
            peers = mappings(rule, ("to",))
            if _has_port(rule, port) and (not peers or any(map(_is_block, peers))):
                return None
    return limiting[0].ref if limiting else None


def _is_block(peer: Body) -> bool:
    return bool(mapping(peer, ("ipBlock",)))


def _ports(needed: NetworkPort, manifest: Manifest) -> list[int]:
    """The ports that a row of the table stands for, on the pods of a resource."""
    return [needed.port] if isinstance(needed.port, int) else probed_ports(manifest)


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


def _allows(policy: Manifest, needed: NetworkPort, mesh: Mesh) -> bool:
    """Whether any rule of a policy allows TCP on a port with a peer that is needed."""
    others = mesh.client_namespaces - {ROOT}
    for rule in mappings(policy.body, ("spec", needed.direction.lower())):
        if not _has_port(rule, integer(needed.port)):
            continue
        peers = mappings(rule, (PEERS[needed.direction],))
        if needed.peer == "istiod":
            if may_contain_istiod(peers, Surroundings(policy.ref.namespace, others)):
                return True
        elif not needed.peer or contains_address(peers, needed.peer):
            return True
    return False


def _has_port(rule: Body, port: int) -> bool:
    """Whether a rule is for a port; one without ports is for all."""
    rows = mappings(rule, ("ports",))
    return not items(rule, ("ports",)) or any(_includes(row, port) for row in rows)


def _includes(entry: Body, port: int) -> bool:
    """Whether an entry of a rule's ports includes a port; a name may be the name of the port."""
    if text(entry, ("protocol",), "TCP") != "TCP":
        return False
    first = get(entry, ("port",))
    if not isinstance(first, int):
        return True
    return first <= port <= max(first, integer(entry, ("endPort",)))
