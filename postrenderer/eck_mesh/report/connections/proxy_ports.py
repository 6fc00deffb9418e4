"""The ports of the sidecars themselves: health and metrics, in plaintext for every client."""

from __future__ import annotations

from eck_mesh.istio.names import PROXY_PORTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.reach.connection import Connection

ANYBODY = ("meshed", "outside")  # kinds of clients


def is_of_proxy(one: Connection) -> bool:
    """Whether any pod connects to a port of a sidecar. The kubelet's probes are those of the
    program, which the sidecar's agent answers."""
    return one.pod_port in PROXY_PORTS and not one.service and one.client.kind in ANYBODY


def left_out(count: int) -> str:
    """What a table says of such connections that it does not show; "" for none."""
    ports = ", ".join(map(str, PROXY_PORTS))
    return (
        f"Not shown: ports {ports} of the sidecars, open to every client (--all)." if count else ""
    )
