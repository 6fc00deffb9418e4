"""Live DestinationRules by which the operator's sidecar wraps what it sends to pods in ambient.

By a cluster IP ambient's tunnel takes the place of ISTIO_MUTUAL. Behind a headless Service nothing
ends Istio's TLS (pilot/pkg/networking/core/cluster_tls.go, applyHBONETransportSocketMatches).
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import services
from eck_mesh.istio.destination_rule import (
    ISTIO_MUTUAL,
    ORIGINATES,
    is_wildcard,
    matches_host,
    tls_mode,
)
from eck_mesh.istio.membership import pod_membership
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.peer_authentication import policy_age
from eck_mesh.istio.rule_search import has_selector, rank_of_rule, selected_labels
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, Line
from eck_mesh.status.policies.hosts import full_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired
    from eck_mesh.status.live import Pod

WRAPPING = (*ORIGINATES, ISTIO_MUTUAL)


def wrapping_rule_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """A line for each such rule of a resource whose pods the operator connects to."""
    by_pod = kind_of(manifest).dialedByOperator == "pods"
    if not by_pod or PLANES[desired.plane(manifest)].injects:
        return
    for named in services(manifest):
        host = full_host(manifest, named.name, desired) if named.service.headless else ""
        for pod in _operators_with_sidecar(desired) if host else ():
            rule = _found_rule(host, pod, manifest, desired)
            mode = tls_mode(rule, named.ports) if rule else ""
            if rule and mode in WRAPPING:
                why = reason("rule-wraps-operator", operator=pod, host=host, mode=mode)
                yield Line(NOT_READY, str(rule.ref), why)


def _operators_with_sidecar(desired: Desired) -> list[Pod]:
    found = []
    for pod in desired.live.operators:
        plane = pod_membership(pod.body).plane
        if plane and PLANES[plane].injects:
            found.append(pod)
    return found


def _found_rule(host: str, pod: Pod, manifest: Manifest, desired: Desired) -> Manifest | None:
    """The rule that Istio finds for a pod: the oldest of those that come first."""
    found = []
    for rule in desired.policies.values():
        if rule.ref[:2] != DESTINATION_RULE.identity or not matches_host(rule, host):
            continue
        rank = rank_of_rule(rule, pod.namespace, manifest.ref.namespace)
        if rank and (not has_selector(rule) or pod.has_labels(selected_labels(rule))):
            found.append((rank, is_wildcard(rule), policy_age(rule), rule))
    return min(found, key=lambda one: one[:3])[3] if found else None
