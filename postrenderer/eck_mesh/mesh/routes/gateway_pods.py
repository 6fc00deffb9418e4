"""The pods of Istio's own gateways: those that mesh.gateway says, and those of Gateways of the
Gateway API, which istiod creates."""

from __future__ import annotations

from eck_mesh.istio.names import GATEWAY_ACCOUNT, GATEWAY_NAME
from eck_mesh.istio.virtual_service import DELEGATING
from eck_mesh.manifests.kinds import API_GATEWAY, ISTIO_GATEWAY
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import items, text, texts
from eck_mesh.mesh.routes.istio_routes import ROUTES
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import mesh_gateway

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.istio.gateway_api import Named
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute
    from eck_mesh.settings.settings import Settings


class GatewayPods(NamedTuple):
    """The pods of one gateway.

    gateway: NAMESPACE/NAME of the Gateway that selects them.
    own: the name of a Gateway of the Gateway API of the stream; "" for those of mesh.gateway.
    labels: {} where all pods of the namespace may be the gateway's.
    serviceAccount: "" where it is not known.
    """

    gateway: str
    own: str
    namespace: str
    labels: dict[str, str]
    serviceAccount: str


def named_gateways(settings: Iterable[Settings]) -> Named:
    """The Gateways of the Gateway API that mesh.gateway declares as Istio's: namespace and name.

    The name is that of the label which istiod gives to pods of a Gateway; "" without it.
    """
    found = [known for one in settings if (known := mesh_gateway(one))]
    return frozenset((one.namespace, one.selector.get(GATEWAY_NAME, "")) for one in found)


def pods_of_route(route: IstioRoute, target: Manifest, mesh: Mesh) -> Iterator[GatewayPods]:
    """The pods of each gateway of a route that are known."""
    for gateway in sorted(route.destination.beyond_sidecars - {DELEGATING}):
        if found := gateway_pods(gateway, route, mesh.settings[target.ref], mesh):
            yield found


def gateway_pods(
    gateway: str, route: IstioRoute, settings: Settings, mesh: Mesh
) -> GatewayPods | None:
    """The pods of a gateway NAMESPACE/NAME of a route; None where they are not known.

    istiod creates the pods of a Gateway of the Gateway API without addresses of its own
    (pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go).
    """
    namespace, _, name = gateway.rpartition("/")
    known, of_api = mesh_gateway(settings), route.ref[:2] in ROUTES
    kind = API_GATEWAY if of_api else ISTIO_GATEWAY
    shown = mesh.manifests.get(Ref(*kind.identity, namespace, name))
    if of_api and not mesh.exposure.gateways.has_of_istio(gateway):
        return None
    if of_api and shown and not items(shown.body, ("spec", "addresses")):
        account = f"{name}-{text(shown.body, ('spec', 'gatewayClassName'))}"
        account = text(shown.body, ("metadata", "annotations", GATEWAY_ACCOUNT), account)
        return GatewayPods(gateway, name, namespace, {GATEWAY_NAME: name}, account)
    if known is None:
        return None
    selector = texts(shown.body, ("spec", "selector")) if shown and not of_api else {}
    if known.selector and not selector.items() <= known.selector.items():
        return None  # a Gateway for other pods
    labels = known.selector or selector
    return GatewayPods(gateway, "", known.namespace, labels, known.serviceAccount)
