"""The identities of Istio's gateways whose routes lead to a resource.

| the route leads through              | the identity of its pods                                  |
|--------------------------------------|-----------------------------------------------------------|
| a Gateway of the Gateway API in the  | the account that istiod gives the pods that it creates:   |
| stream, of class istio               | NAME-istio, or what an annotation says                    |
| another Gateway of the Gateway API   | any pod of its namespace                                  |
| Istio's own Gateway, which selects   | mesh.gateway                                              |
| pods in any namespace                |                                                           |

Source: pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go of Istio.
"""

from __future__ import annotations

from eck_mesh.istio.gateway_api import parents
from eck_mesh.istio.names import GATEWAY_ACCOUNT
from eck_mesh.istio.virtual_service import MESH
from eck_mesh.manifests.kinds import API_ROUTES
from eck_mesh.manifests.paths import items, text, texts
from eck_mesh.mesh.identities import Identity
from eck_mesh.mesh.istio_routes import api_gateways
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import mesh_gateway

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.istio_routes import IstioRoute
    from eck_mesh.mesh.model import Mesh

ROUTES = [kind.identity for kind in API_ROUTES]
CREATED_CLASS = "istio"  # of Gateways for which istiod creates pods with an account of their own


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
    if route.ref[:2] in ROUTES:
        return _of_api_gateway(name, mesh)
    gateway = mesh_gateway(mesh.settings[target.ref])
    return Identity(gateway.namespace, gateway.serviceAccount) if gateway else None


def _of_api_gateway(name: str, mesh: Mesh) -> Identity:
    """The identity of the pods of a Gateway of the Gateway API, NAMESPACE/NAME."""
    namespace, _, own = name.partition("/")
    manifest = api_gateways(mesh.manifests).get(name)
    if manifest is None or text(manifest.body, ("spec", "gatewayClassName")) != CREATED_CLASS:
        return Identity(namespace)
    if items(manifest.body, ("spec", "addresses")):  # the pods are somebody else's
        return Identity(namespace)
    annotations = texts(manifest.body, ("metadata", "annotations"))
    return Identity(namespace, annotations.get(GATEWAY_ACCOUNT) or f"{own}-{CREATED_CLASS}")
