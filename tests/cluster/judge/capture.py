"""Which connections of a pod go through its sidecar: what istio-iptables makes of the pod's annotations.

The order of its rules is that of tools/istio-iptables/pkg/capture/run.go; the data plane tests run the program itself.
"""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from tests.cluster.judge.objects import Pod

PREFIX = "traffic.sidecar.istio.io/"
ISTIOS = {15020, 15021, 15090}  # never through the sidecar, inbound


def _ports(pod: Pod, name: str) -> set[int]:
    words = pod.annotations.get(f"{PREFIX}{name}", "").split(",")
    return {int(word) for word in words if word.strip().isdecimal()}


def _lists(pod: Pod, name: str, address: str, default: str = "") -> bool:
    """Whether an annotation with ranges of addresses lists an address."""
    words = pod.annotations.get(f"{PREFIX}{name}", default).split(",")
    return any(
        word == "*" or (word and ip_address(address) in ip_network(word, False)) for word in words
    )


def captures_inbound(pod: Pod, port: int) -> bool:
    """Whether the sidecar of a pod gets what arrives at a port."""
    if not pod.meshed or port in ISTIOS:
        return False
    if pod.annotations.get(f"{PREFIX}includeInboundPorts", "*") == "*":
        return port not in _ports(pod, "excludeInboundPorts")
    return port in _ports(pod, "includeInboundPorts")


def captures_outbound(pod: Pod, address: str, port: int) -> bool:
    """Whether the sidecar of a pod gets what the pod's containers send to an address and port."""
    if not pod.meshed or port in _ports(pod, "excludeOutboundPorts"):
        return False
    if _lists(pod, "excludeOutboundIPRanges", address):
        return False
    if port in _ports(pod, "includeOutboundPorts"):
        return True
    return _lists(pod, "includeOutboundIPRanges", address, "*")
