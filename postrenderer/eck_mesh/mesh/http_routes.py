"""Routes by which a gateway of Istio sends plain HTTP to a port where ECK's TLS stays.

Sidecars use no http route for a port called https, so only gateways count.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import http_ports
from eck_mesh.istio.destination_rule import ORIGINATES, rule_tls
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.istio_routes import IstioRoute
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def http_routes_to_tls(manifest: Manifest, mesh: Mesh) -> Iterator[IstioRoute]:
    """Such routes to a resource."""
    tls, served = kind_of(manifest).httpTls, set(http_ports(manifest))
    if not tls or tls_is_off(manifest.body, tls) or mesh.mode(manifest.ref) == "disabled":
        return
    for route in mesh.exposure.istio_routes(manifest):
        one = route.destination
        if one.protocol == "http" and one.beyond_sidecars and served.intersection(route.ports):
            yield route


def rejects_all_but_mutual_tls(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether the port accepts mutual TLS only, which a gateway that uses TLS cannot send.

    Where ambient mode carries the connection a gateway can do both
    (pilot/pkg/networking/core/cluster_tls.go of Istio, applyHBONETransportSocketMatches).
    """
    ref = manifest.ref
    strict = mesh.mode(ref) == "strict" and mesh.plane(ref).replacesTls
    return strict and not mesh.outside.of_http_ports(ref)


def http_route_notes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each such route that works only with a DestinationRule outside the stream."""
    for manifest in mesh.treated():
        policies = any(True for _ in mesh.exposure.tls_policies(manifest))
        for route in http_routes_to_tls(manifest, mesh) if not policies else ():
            if not _uses_tls(route, manifest, mesh):
                host = route.destination.host
                yield reason(
                    "http-route-needs-tls", route=route.ref, host=host, target=manifest.ref
                )


def _uses_tls(route: IstioRoute, target: Manifest, mesh: Mesh) -> bool:
    """Whether a DestinationRule makes clients of the Service use TLS."""
    host = mesh.host(target.ref, route.destination.host.partition(".")[0])
    rules = mesh.rules_by_host
    for rule in [*rules.exactly_for(host), *rules.wildcards_for(host)]:
        tls = rule_tls(rule.body.get("spec"))
        every = [mode for one in (tls, *tls.subsets) for mode in (one.host, *one.ports.values())]
        if not set(ORIGINATES).isdisjoint(every):
            return True
    return False
