"""The protocol that Istio takes a port of a Service for (pkg/config/kube/conversion.go and
pkg/config/protocol/instance.go)."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.service_ports import ServicePort

HTTP = ("http", "http2", "http_proxy", "grpc")  # what a name begins with, up to its first hyphen
# Kubernetes' own values of appProtocol: HTTP/2 and WebSockets without TLS.
OF_KUBERNETES = ("kubernetes.io/h2c", "kubernetes.io/ws")


def protocol_word(port: ServicePort) -> str:
    """The word by which Istio decides: appProtocol, otherwise the name."""
    return port.appProtocol or port.name


def is_parsed_as_http(port: ServicePort) -> bool:
    """Whether sidecars parse what a port carries as HTTP, without looking at it first."""
    if not port.is_tcp:
        return False
    beginning = protocol_word(port).partition("-")[0].lower()
    return beginning in HTTP or port.appProtocol in OF_KUBERNETES
