"""The server's side of a connection: what the proxy of a pod accepts on a port."""

from __future__ import annotations

from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.annotations import BYPASS_AMBIENT, EXCLUDE_IN, INCLUDE_IN, YES
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.names import PROXY_PORTS
from eck_mesh.messages.reason import reason
from eck_mesh.reach.facts import Choice, one_of, sure
from eck_mesh.reach.policies import policy_fact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.facts import Fact
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource


def arrival_facts(attempt: Attempt, pods: PodSet, target: TargetResource) -> dict[str, Fact]:
    """The columns of the table arrivals that the server's end decides."""
    port = attempt.pod_port
    found = {
        "server": sure(pods.word),
        "arrives": sure("captured"),
        "policy": sure("PERMISSIVE"),
        "protocol": sure("TCP"),
    }
    if not pods.plane:
        return found
    bypass = _bypass(pods, port)
    if attempt.origin.is_kubelet and not pods.has_sidecar:
        bypass = "Istio"
    if bypass:
        return {**found, "arrives": sure("excluded", bypass)}
    if PLANES[pods.plane].readsHttp:
        found["protocol"] = _protocol(pods, port, target)
    return {**found, "policy": policy_fact(pods, port, target)}


def _bypass(pods: PodSet, port: int) -> str:
    """What lets a port bypass the pod's own proxy; "" where it is captured."""
    if not PLANES[pods.plane].leavesPortsOut:
        return BYPASS_AMBIENT if pods.annotations.get(BYPASS_AMBIENT) in YES else ""
    if port in PROXY_PORTS:
        return "Istio"
    included = pods.annotations.get(INCLUDE_IN, "*")
    if included != "*":
        return "" if str(port) in comma_list(included) else INCLUDE_IN
    return EXCLUDE_IN if str(port) in comma_list(pods.annotations.get(EXCLUDE_IN, "")) else ""


def _protocol(pods: PodSet, port: int, target: TargetResource) -> Fact:
    """What a sidecar takes a port for: by the oldest Service, whose age no manifest shows."""
    choices = [
        Choice("HTTP" if one.is_http else "TCP", one.service)
        for one in target.listings
        if one.pod_port == port and one.selects(pods)
    ]
    return one_of(choices or [Choice("TCP")], reason("reach-unsure-protocol"))
