"""NetworkPolicies of the stream that keep the mesh itself from our pods: nothing opens, but nothing gets ready either.

| data plane | needs          | because                                      |
|------------|----------------|----------------------------------------------|
| sidecar    | egress 15012   | a sidecar gets identity and orders of istiod |
| ambient    | ingress 15008  | what the mesh carries comes in there alone   |
|            | egress 15008   | and goes out to others there                 |

Told as a note, and never refused: policies add up, and the one that allows it may be in the cluster already.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.manifests.kinds import NETWORK_POLICY
from eck_mesh.manifests.paths import get, mapping
from eck_mesh.manifests.selectors import selector_matches
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def notes(mesh: Mesh) -> Iterator[Reason]:
    """A sentence for each resource and direction that the stream's policies keep shut, all of them together."""
    policies: dict[str, list[Manifest]] = {}
    for ref, manifest in mesh.manifests.items():
        if ref.kind == NETWORK_POLICY.kind:
            policies.setdefault(ref.namespace, []).append(manifest)
    for manifest in mesh.treated() if policies else ():
        if not mesh.is_inside(manifest.ref):
            continue
        sets = pod_labels(manifest)
        here = [
            other
            for other in policies.get(manifest.ref.namespace, [])
            if any(
                selector_matches(mapping(other.body, ("spec", "podSelector")), labels)
                for labels in sets
            )
        ]
        for direction, port, because in mesh.plane(manifest.ref).networkPorts:
            strict = [other for other in here if _is(other, direction)]
            rules = [rule for other in strict for rule in _rules(other, direction)]
            if strict and not any(_allows(rule, port) for rule in rules):
                yield reason(because, policy=strict[0].ref, target=manifest.ref)


def _is(policy: Manifest, direction: str) -> bool:
    """Whether it is about this direction: by policyTypes, or as Kubernetes fills them in."""
    types = get(policy.body, ("spec", "policyTypes"))
    if isinstance(types, list):
        return direction in types
    return direction == "Ingress" or get(policy.body, ("spec", "egress")) is not None


def _rules(policy: Manifest, direction: str) -> list[Any]:
    rules = get(policy.body, ("spec", direction.lower()), [])
    return rules if isinstance(rules, list) else []


def _allows(rule: Any, port: int) -> bool:
    """Whether a rule lets TCP through at a port, to or from anyone; a port by its name may be it."""
    ports = get(rule, ("ports",), [])
    if not ports:
        return True
    for entry in ports if isinstance(ports, list) else ():
        number, end = get(entry, ("port",)), get(entry, ("endPort",))
        if get(entry, ("protocol",), "TCP") == "TCP" and (
            not isinstance(number, int)
            or number == port
            or (isinstance(end, int) and number <= port <= end)
        ):
            return True
    return False
