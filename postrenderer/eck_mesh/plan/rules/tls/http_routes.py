"""Routes by which a gateway sends plain HTTP to a strict port where ECK's TLS stays."""

from __future__ import annotations

from eck_mesh.mesh.http_routes import http_routes_to_tls, rejects_all_but_mutual_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def http_routes(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them. Runs behind http_tls, which decides whether ECK's TLS stays."""
    for route in http_routes_to_tls(manifest, mesh):
        if rejects_all_but_mutual_tls(manifest, mesh):
            host = route.destination.host
            why = reason("http-route-to-tls-port", host=host, target=manifest.ref)
            yield Refusal(route.ref, route.destination.path, why)
