"""Routes by which a gateway sends plain HTTP to a strict port where ECK's TLS stays."""

from __future__ import annotations

from eck_mesh.mesh.routes.http_routes import http_routes_to_tls, rejects_all_but_mutual_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.tls.tls_needs import required_tls
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def http_routes(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them. Runs behind http_tls, which decides whether ECK's TLS stays."""
    if not rejects_all_but_mutual_tls(manifest, mesh):
        return
    routes = list(http_routes_to_tls(manifest, mesh))
    required = required_tls(manifest, mesh) if routes else []
    # A policy for other gateways is no reason to keep ECK's TLS behind one of Istio's.
    required = [one for one in required if one.why.id != "policy-makes-gateways-use-tls"]
    for route in routes:
        host = route.destination.host
        own = OwnSettings(manifest.ref, mesh.settings[manifest.ref])
        why = reason("http-route-to-tls-port", host=host, target=manifest.ref, settings=own)
        if required:
            why = reason(
                "http-route-to-required-tls", host=host, target=manifest.ref, need=required[0].why
            )
        yield Refusal(route.ref, route.destination.path, why)
