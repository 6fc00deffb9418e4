"""Ingress controllers and gateways of a stream, and what they send to a resource.

| by                                   | counts as                | sends                       |
|--------------------------------------|--------------------------|-----------------------------|
| an Ingress, a Route, Traefik's kinds | mesh.ingress.meshed says | TLS where the object says   |
| a VirtualService, an Ingress of      | a proxy of the mesh      | plaintext by http routes,   |
| class istio, a route of a Gateway    |                          | what arrives by other ones  |
| a route of a Gateway that may not be | outside the mesh         | the same                    |
| Istio's                              |                          |                             |
"""

from __future__ import annotations

from eck_mesh.istio.gateway import carries_bytes
from eck_mesh.istio.membership import OUTSIDE, SIDECAR
from eck_mesh.istio.virtual_service import DELEGATING
from eck_mesh.manifests.kinds import ISTIO_GATEWAY
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import integer, text, texts
from eck_mesh.mesh.authorization.gateway_identities import gateway_identity
from eck_mesh.mesh.routes.gateway_pods import gateway_pods
from eck_mesh.mesh.routes.ingress import dials_tls
from eck_mesh.mesh.routes.istio_routes import routes_through_unknown_gateways
from eck_mesh.reach.attempt import Origin, by_service
from eck_mesh.reach.connection import Client
from eck_mesh.reach.pods import PodSet
from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.reach.attempt import Attempt
    from eck_mesh.reach.target import TargetResource

# What a proxy sends by a route of each protocol; "" for what the program speaks.
SENT = {"http": "plaintext", "tls": "TLS", "tcp": ""}
ANYWHERE = ""  # the namespace of a controller that no manifest names


def of_gateways(target: TargetResource, mesh: Mesh) -> Iterator[Attempt]:
    """What they connect to, each by its own name."""
    yield from _of_controllers(target, mesh)
    unknown = {one.ref for one in routes_through_unknown_gateways(target.manifest, mesh)}
    for route in mesh.exposure.istio_routes(target.manifest):
        if route.ref in unknown:
            sends = SENT[route.destination.protocol]
            yield from _by_route(_controller(route.ref, OUTSIDE), route, target, sends)
        for gateway in sorted(route.destination.beyond_sidecars - {DELEGATING}):
            origin, sends = _gateway(gateway, route, target, mesh), _sent(gateway, route, mesh)
            yield from _by_route(origin, route, target, sends)


def _of_controllers(target: TargetResource, mesh: Mesh) -> Iterator[Attempt]:
    """Of controllers of Ingresses and Routes."""
    plane = SIDECAR if meshed_ingress(mesh.settings[target.ref]) else OUTSIDE
    for route in mesh.exposure.routes(target.manifest):
        body, path = route.ingress.body, route.path
        name, number = text(body, (*path, "name")), integer(body, (*path, "port", "number"))
        sends = "TLS" if dials_tls(route.ingress, path) else "plaintext"
        for listing in target.listings:
            if listing.service == name and number in (0, listing.number):
                yield by_service(_controller(route.ingress.ref, plane), listing, sends)


def _sent(gateway: str, route: IstioRoute, mesh: Mesh) -> str:
    """What a gateway sends by a route. Of a tcp route it is what arrives, unless it ends TLS."""
    manifest = mesh.manifests.get(Ref(*ISTIO_GATEWAY.identity, *gateway.partition("/")[::2]))
    protocol = route.destination.protocol
    ended = protocol == "tcp" and manifest is not None and not carries_bytes(manifest)
    return "plaintext" if ended else SENT[protocol]


def _by_route(
    origin: Origin, route: IstioRoute, target: TargetResource, sends: str
) -> Iterator[Attempt]:
    """What leads through one gateway by one route.

    A gateway of Istio balances the pods of a headless Service as those of any other
    (pilot/pkg/networking/core/cluster.go, convertResolution).
    """
    one = route.destination
    origin = origin._replace(is_gateway=bool(origin.worlds[0][0].plane))
    for listing in target.listings:
        if listing.service == route.service and one.port in (0, listing.number):
            is_headless = listing.is_headless and not origin.is_gateway
            listed = listing._replace(is_headless=is_headless)
            yield by_service(origin, listed, sends)


def _controller(ref: Ref, plane: str) -> Origin:
    """The controller for an object."""
    return Origin(Client("gateway", f"the controller of {ref}", ref), [[PodSet(ANYWHERE, plane)]])


def _gateway(name: str, route: IstioRoute, target: TargetResource, mesh: Mesh) -> Origin:
    """Istio's gateway NAMESPACE/NAME. Where nothing shows its pods, they are taken for pods of the
    Gateway's namespace."""
    namespace, _, own = name.rpartition("/")
    ref = Ref(*ISTIO_GATEWAY.identity, namespace, own)
    manifest = mesh.manifests.get(ref)
    labels = texts(manifest.body, ("spec", "selector")) if manifest else {}
    words = f"the gateway {name}" if namespace else own
    client = Client("gateway", words, ref if manifest else None)
    identity = gateway_identity(route, name, target.manifest, mesh)
    where = identity.namespace if identity else namespace
    accounts = (identity.account,) if identity and identity.account else ()
    pods = gateway_pods(name, route, mesh.settings[target.ref], mesh)
    return Origin(client, [[PodSet(where, SIDECAR, pods.labels if pods else labels)]], accounts)
