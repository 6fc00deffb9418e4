"""Whom a rule of a NetworkPolicy allows: whether istiod, or an address, may be among its peers.

| peer                            | istiod                                | an address    |
|---------------------------------|---------------------------------------|---------------|
| none                            | allowed                               | allowed       |
| ipBlock                         | possible in private address space     | by its ranges |
| podSelector alone               | in the policy's own namespace only    | never         |
| namespaceSelector               | unless it names namespaces of clients | never         |
| either, with other pods' labels | never                                 | never         |
"""

from __future__ import annotations

from eck_mesh.istio.annotation_values import PRIVATE
from eck_mesh.istio.annotations import ROOT
from eck_mesh.manifests.kinds import NAMESPACE_NAME
from eck_mesh.manifests.paths import get, items, mapping, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from eck_mesh.manifests.paths import Body

# Labels by which rules name pods: istiod's values, "" where it has no such label
# (manifests/charts/istio-control/istio-discovery/templates/deployment.yaml of Istio).
ISTIOD_LABELS = {"app": "istiod", "app.kubernetes.io/name": "istiod", "k8s-app": ""}
USUAL = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")


class Range(NamedTuple):
    """A range of addresses of one IP version, as numbers; empty if the last precedes the first."""

    version: int
    first: int
    last: int


class Surroundings(NamedTuple):
    """The namespace of a policy, and the namespaces that have clients and no istiod."""

    namespace: str
    others: Set[str]


def may_contain_istiod(peers: list[Body], where: Surroundings) -> bool:
    """Whether istiod may be among the peers of a rule."""
    return not peers or any(_may_be_istiod(peer, where) for peer in peers)


def contains_address(peers: list[Body], address: str) -> bool:
    """Whether an address is among the peers of a rule."""
    return not peers or any(_has_address(mapping(peer, ("ipBlock",)), address) for peer in peers)


def _may_be_istiod(peer: Body, where: Surroundings) -> bool:
    if get(peer, ("ipBlock",)) is not None:
        return _has_private_addresses(mapping(peer, ("ipBlock",)))
    labels = mapping(peer, ("podSelector", "matchLabels"))
    if any(ISTIOD_LABELS.get(key, value) != value for key, value in labels.items()):
        return False
    if get(peer, ("namespaceSelector",)) is None:
        return where.namespace == ROOT
    named = set(_named_namespaces(mapping(peer, ("namespaceSelector",))))
    return not named or not named <= where.others


def _named_namespaces(selector: Body) -> Iterator[str]:
    """The namespaces that a selector names; none where it selects by other labels."""
    name = text(selector, ("matchLabels", NAMESPACE_NAME))
    if name:
        yield name
    for row in mappings(selector, ("matchExpressions",)):
        if (row.get("key"), row.get("operator")) == (NAMESPACE_NAME, "In"):
            yield from map(str, items(row, ("values",)))


def _has_private_addresses(block: Body) -> bool:
    """Whether a block has addresses that clusters use for pods and Services.

    A block that excepts the usual private ranges means what is outside the cluster, although a few
    clusters use others (of carriers, class E).
    """
    whole = _range(block.get("cidr"))
    usual, rare = (
        [part for space in spaces for part in _common(whole, _range(space))]
        for spaces in (USUAL, PRIVATE)
    )
    return any(not _is_excepted(part, block) for part in usual or rare)


def _has_address(block: Body, address: str) -> bool:
    single = _range(address)
    return single in _common(_range(block.get("cidr")), single) and not _is_excepted(single, block)


def _is_excepted(part: Range, block: Body) -> bool:
    """Whether a single exception of a block includes a range."""
    return any(part in _common(_range(one), part) for one in items(block, ("except",)))


def _range(written: object) -> Range:
    """The range of a CIDR, or of an address; an empty one where it cannot be read."""
    import ipaddress

    try:
        network = ipaddress.ip_network(str(written), strict=False)
    except ValueError:
        return Range(0, 0, -1)
    return Range(network.version, int(network[0]), int(network[-1]))


def _common(one: Range, other: Range) -> list[Range]:
    """What two ranges have in common; [] for nothing."""
    both = Range(one.version, max(one.first, other.first), min(one.last, other.last))
    return [both] if one.version == other.version and both.first <= both.last else []
