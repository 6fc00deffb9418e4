"""The identities of Istio's gateways whose routes lead to a resource.

| the route leads through              | the identity of its pods                                  |
|--------------------------------------|-----------------------------------------------------------|
| a Gateway whose pods are known       | theirs (gateway_pods.py)                                  |
| another Gateway of the Gateway API   | any pod of its namespace                                  |
| another Gateway of Istio's own       | unknown: it selects pods in any namespace                 |
"""

from __future__ import annotations

from eck_mesh.istio.gateway_api import parents
from eck_mesh.istio.virtual_service import MESH
from eck_mesh.mesh.authorization.identities import Identity
from eck_mesh.mesh.routes.gateway_pods import gateway_pods
from eck_mesh.mesh.routes.istio_routes import ROUTES
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute


class GatewayClient(NamedTuple):
    """A gateway through which a route leads to a resource.

    identity: None where no manifest and no setting shows it.
    """

    route: IstioRoute
    identity: Identity | None


def gateway_clients(target: Manifest, mesh: Mesh) -> Iterator[GatewayClient]:
    """The gateways of all routes to a resource, and not the sidecars."""
    for route in mesh.exposure.istio_routes(target):
        names = route.destination.beyond_sidecars
        if route.ref[:2] in ROUTES:
            names = frozenset(one.gateway for one in parents(route.manifest)) - {MESH}
        for name in sorted(names):
            yield GatewayClient(route, gateway_identity(route, name, target, mesh))


def gateway_identity(route: IstioRoute, name: str, target: Manifest, mesh: Mesh) -> Identity | None:
    """The identity of the pods of a route's gateway, NAMESPACE/NAME; None for an unknown one."""
    pods = gateway_pods(name, route, mesh.settings[target.ref], mesh)
    if pods:
        return Identity(pods.namespace, pods.serviceAccount)
    return Identity(name.partition("/")[0]) if route.ref[:2] in ROUTES else None
