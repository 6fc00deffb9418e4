"""Which connections NetworkPolicies allow, by their definition in Kubernetes' API: nothing of eck-mesh is used here."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any

Object = dict[str, Any]
NAMESPACE_NAME = "kubernetes.io/metadata.name"


@dataclass(frozen=True, eq=False)
class Pod:
    """A pod, or with no labels an address. names: the names of its ports, with their numbers."""

    namespace: str
    labels: dict[str, str] | None
    address: str = "10.244.0.7"
    names: dict[str, int] = field(default_factory=dict)


def allows(
    policies: list[Object], source: Pod, target: Pod, port: int, protocol: str = "TCP"
) -> bool:
    """Whether both ends allow a connection; a pod that no policy selects allows everything."""
    return _one_end(policies, "ingress", target, source, (port, protocol, target)) and _one_end(
        policies, "egress", source, target, (port, protocol, target)
    )


def _one_end(
    policies: list[Object], direction: str, here: Pod, other: Pod, port: tuple[int, str, Pod]
) -> bool:
    isolating = [one for one in policies if _isolates(one, direction, here)]
    peers = {"ingress": "from", "egress": "to"}[direction]
    return not isolating or any(
        _has_port(rule.get("ports"), *port) and _has_peer(rule.get(peers), policy, other)
        for policy in isolating
        for rule in policy["spec"].get(direction) or []
    )


def _isolates(policy: Object, direction: str, pod: Pod) -> bool:
    spec = policy["spec"]
    types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if "egress" in spec else [])]
    same = policy["metadata"]["namespace"] == pod.namespace and pod.labels is not None
    return same and direction.title() in types and selects(spec["podSelector"], pod.labels)


def _has_port(ports: list[Object] | None, number: int, protocol: str, target: Pod) -> bool:
    if not ports:
        return True
    for row in ports:
        first: Any = row.get("port")
        first = target.names.get(first, -1) if isinstance(first, str) else first
        last = row.get("endPort", first)
        same = row.get("protocol", "TCP") == protocol
        if same and (first is None or first <= number <= last):
            return True
    return False


def _has_peer(peers: list[Object] | None, policy: Object, pod: Pod) -> bool:
    return not peers or any(_is_peer(peer, policy["metadata"]["namespace"], pod) for peer in peers)


def _is_peer(peer: Object, namespace: str, pod: Pod) -> bool:
    if "ipBlock" in peer:
        block, address = peer["ipBlock"], ipaddress.ip_address(pod.address)
        parts = [block["cidr"], *block.get("except", [])]
        inside, *excepted = [address in ipaddress.ip_network(part) for part in parts]
        return inside and not any(excepted)
    if pod.labels is None:
        return False
    if "namespaceSelector" in peer:
        if not selects(peer["namespaceSelector"], {NAMESPACE_NAME: pod.namespace}):
            return False
    elif pod.namespace != namespace:
        return False
    return selects(peer.get("podSelector", {}), pod.labels)


def selects(selector: Object, labels: dict[str, str] | None) -> bool:
    """Whether a label selector selects labels."""
    labels = labels or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if labels.get(key) != value:
            return False
    for row in selector.get("matchExpressions") or []:
        value, values = labels.get(row["key"]), row.get("values") or []
        outcomes = {
            "In": value in values,
            "NotIn": value not in values,
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }
        if not outcomes[row["operator"]]:
            return False
    return True
