"""Routes of gRPC, and what they mean for the HTTP of the same port.

APM Server takes HTTP/2 without TLS for gRPC alone, and with TLS a connection for what its first
request is (elastic/gmux, mux.go). Istio's proxies speak HTTP/1.1 unless a rule says otherwise. So
proxies keep HTTP/2 only where a route of gRPC leads to it.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.istio.gateway_api import ONLY_GRPC
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.messages.reason import Reason


def leads_grpc(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether a route of gRPC leads to a resource that serves it."""
    return any(one.ref.kind in ONLY_GRPC for one in _http_routes(manifest, mesh))


def keeps_http2(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether one does, and a rule of eck-mesh's own for all clients keeps HTTP/2 as it is.

    Without ECK's TLS proxies read HTTP, and send HTTP/1.1 to a port called http unless a rule says
    otherwise.
    """
    never = mesh.settings[manifest.ref].destinationRules == "never"
    if never or not kind_of(manifest).grpc:
        return False
    if "http" not in [one.role for one in mesh.row(manifest.ref).destinationRules]:
        return False
    return leads_grpc(manifest, mesh)


def lost_without_tls(manifest: Manifest, mesh: Mesh) -> tuple[str, ...]:
    """What no longer works without ECK's TLS, as messages."""
    return () if keeps_http2(manifest, mesh) else kind_of(manifest).withoutTls


def grpc_notes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each route of HTTP to a port whose HTTP/2 is taken for gRPC."""
    for manifest in mesh.treated():
        routes = _http_routes(manifest, mesh)
        grpc = [one for one in routes if one.ref.kind in ONLY_GRPC]
        if not grpc or (_is_plain(manifest) and not keeps_http2(manifest, mesh)):
            continue
        for route in routes:
            if route.ref.kind not in ONLY_GRPC:
                yield reason(
                    "http2-taken-for-grpc",
                    route=route.ref,
                    grpc=grpc[0].ref,
                    target=manifest.ref,
                )


def _http_routes(manifest: Manifest, mesh: Mesh) -> list[IstioRoute]:
    """The routes of gateways that end TLS, to a resource that serves gRPC."""
    if not kind_of(manifest).grpc:
        return []
    every = mesh.exposure.istio_routes(manifest)
    return [
        one
        for one in every
        if one.destination.protocol == "http" and one.destination.beyond_sidecars
    ]


def _is_plain(manifest: Manifest) -> bool:
    tls = kind_of(manifest).httpTls
    return bool(tls) and tls_is_off(manifest.body, tls)
