"""Istio's Gateways: what they do with the TLS that arrives at them."""

from __future__ import annotations

from eck_mesh.manifests.paths import mapping, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest

STREAMS = ("TCP", "TLS")  # the protocols of servers that take tcp routes


def carries_bytes(gateway: Manifest) -> bool:
    """Whether a server takes tcp routes and forwards what arrives as it is, which may be TLS.

    A server with TLS ends it, or passes it through and then takes tls routes instead
    (pilot/pkg/networking/core/gateway.go, createGatewayTCPFilterChainOpts).
    """
    servers = mappings(gateway.body, ("spec", "servers"))
    return any(
        text(server, ("port", "protocol")).upper() in STREAMS and not mapping(server, ("tls",))
        for server in servers
    )
