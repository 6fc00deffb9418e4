"""Routes of Istio's gateways, and of the Gateway API's, that lead to resources.

| kind                                     | counts as                                       |
|------------------------------------------|-------------------------------------------------|
| VirtualService                           | what its http, tls and tcp sections say         |
| Ingress of class istio                   | http                                            |
| HTTPRoute, GRPCRoute, TLSRoute, TCPRoute | http, tls or tcp (istio/gateway_api.py)         |
"""

from __future__ import annotations

from eck_mesh.istio.gateway_api import Gateways, leads_through_istio, route_destinations
from eck_mesh.istio.virtual_service import Destination, destinations
from eck_mesh.manifests.kinds import API_GATEWAY, API_ROUTES, VIRTUAL_SERVICE
from eck_mesh.manifests.paths import integer
from eck_mesh.mesh.routes.ingress import BACKENDS, backends, is_of_istio
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.istio.gateway_api import Named
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.services.external_names import Aliases

    Manifests = Mapping[Ref, Manifest]
    # By the name and namespace of the Service that they lead to.
    Destinations = dict[tuple[str, str], list[tuple[Manifest, Destination]]]

ROUTES = [kind.identity for kind in API_ROUTES]
OF_CLASS_ISTIO = frozenset(("the gateway for Ingresses",))


class IstioRoute(NamedTuple):
    """One route, the pods' ports that it leads to, and the Service for these."""

    manifest: Manifest
    destination: Destination
    ports: list[int]
    service: str

    @property
    def ref(self) -> Ref:
        return self.manifest.ref


def api_gateways(manifests: Manifests, named: Named) -> Gateways:
    """The Gateways of the Gateway API. `named`: those that mesh.gateway declares as Istio's."""
    kind = API_GATEWAY.identity
    shown = {f"{ref[2]}/{ref[3]}": one for ref, one in manifests.items() if ref[:2] == kind}
    return Gateways(shown, named)


def routes_through_unknown_gateways(target: Manifest, mesh: Mesh) -> Iterator[IstioRoute]:
    """The routes of the Gateway API to a resource through a Gateway that may not be in the mesh."""
    routes = [one for one in mesh.exposure.istio_routes(target) if one.ref[:2] in ROUTES]
    for route in routes:
        if not leads_through_istio(route.manifest, mesh.exposure.gateways):
            yield route


def destinations_by_service(
    manifests: Manifests, aliases: Aliases, gateways: Gateways
) -> Destinations:
    """The destinations of all routes; a host without a namespace is in that of its route."""
    found: Destinations = {}
    for manifest in manifests.values():
        for destination in _destinations(manifest, gateways):
            name, *rest = destination.host.lower().split(".")
            key = (name, rest[0] if rest else manifest.ref.namespace)
            found.setdefault(aliases.get(key, key), []).append((manifest, destination))
    return found


def _destinations(manifest: Manifest, gateways: Gateways) -> Iterator[Destination]:
    kind = manifest.ref[:2]
    if kind == VIRTUAL_SERVICE.identity:
        yield from destinations(manifest)
    elif kind in ROUTES:
        yield from route_destinations(manifest, gateways)
    elif manifest.ref.kind in BACKENDS and is_of_istio(manifest):
        for one in backends(manifest):
            port = integer(manifest.body, (*one.path, "port", "number"))
            host = f"{one.service}.{one.namespace}"
            yield Destination((*one.path, "name"), "http", host, port, OF_CLASS_ISTIO)


def reached(destination: Destination, numbers: dict[int, int]) -> list[int]:
    """The pods' ports that a destination leads to. `numbers`: those of the Service."""
    if destination.port:
        return [numbers[destination.port]] if destination.port in numbers else []
    return sorted(set(numbers.values()))
