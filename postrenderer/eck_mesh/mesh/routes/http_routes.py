"""Routes that lead nowhere, or by which a gateway sends plain HTTP to ECK's TLS.

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
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.messages.reason import Reason


def http_routes_to_tls(manifest: Manifest, mesh: Mesh) -> Iterator[IstioRoute]:
    """Such routes to a resource."""
    tls, served = kind_of(manifest).httpTls, set(http_ports(manifest))
    if not tls or tls_is_off(manifest.body, tls) or mesh.mode(manifest.ref) == "disabled":
        return
    for route in mesh.exposure.istio_routes(manifest):
        one = route.destination
        by_http = one.protocol == "http" and one.isWhole and one.beyond_sidecars
        if by_http and served.intersection(route.ports):
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
        for route in http_routes_to_tls(manifest, mesh):
            if not uses_tls(route, manifest, mesh):
                host = route.destination.host
                yield reason(
                    "http-route-needs-tls", route=route.ref, host=host, target=manifest.ref
                )


def unfinished_hosts(mesh: Mesh) -> Iterator[Reason]:
    """A note for each route to a resource whose host Istio does not complete."""
    for manifest in mesh.treated():
        for route in mesh.exposure.istio_routes(manifest):
            one = route.destination
            if not one.isWhole:
                domain = mesh.settings[manifest.ref].clusterDomain
                full = f"{one.host.removesuffix('.svc')}.svc.{domain}"
                yield reason("route-host-not-completed", route=route.ref, host=one.host, full=full)


def uses_tls(route: IstioRoute, target: Manifest, mesh: Mesh) -> bool:
    """Whether a DestinationRule makes clients of the Service use TLS."""
    host = mesh.host(target.ref, route.service)
    rules = mesh.rules_by_host
    for rule in [*rules.exactly_for(host), *rules.wildcards_for(host)]:
        tls = rule_tls(rule.body.get("spec"))
        every = [mode for one in (tls, *tls.subsets) for mode in (one.host, *one.ports.values())]
        if not set(ORIGINATES).isdisjoint(every):
            return True
    return False
