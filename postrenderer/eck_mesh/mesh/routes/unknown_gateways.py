"""Routes of the Gateway API through Gateways of which the stream does not say enough."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import http_ports
from eck_mesh.mesh.routes.istio_routes import routes_through_unknown_gateways
from eck_mesh.mesh.routes.unsupported_routes import is_closed
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings
from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.messages.reason import Reason


def notes_on_unknown_gateways(mesh: Mesh) -> Iterator[Reason]:
    """A note for each route of the Gateway API whose Gateway may have no sidecar, to such a
    Service; and for one whose Gateway has one and may send plain HTTP to ECK's TLS."""
    for target in mesh.treated():
        own = OwnSettings(target.ref, mesh.settings[target.ref])
        for route in routes_through_unknown_gateways(target, mesh):
            service = route.destination.host.partition(".")[0]
            values = {"route": route.ref, "service": service, "target": target.ref, "settings": own}
            if route.ports and is_closed(target.ref, mesh):
                yield reason("route-through-unknown-gateway", **values)
            elif _may_send_http(route, target, mesh):
                yield reason("gateway-may-send-http", **values)


def _may_send_http(route: IstioRoute, target: Manifest, mesh: Mesh) -> bool:
    """Whether a gateway with a sidecar leads to ECK's TLS, and nothing here makes it use TLS."""
    tls = kind_of(target).httpTls
    if not tls or tls_is_off(target.body, tls) or not meshed_ingress(mesh.settings[target.ref]):
        return False
    is_told = any(True for _ in mesh.exposure.tls_policies(target))
    reaches = not set(http_ports(target)).isdisjoint(route.ports)
    return route.destination.protocol == "http" and reaches and not is_told
