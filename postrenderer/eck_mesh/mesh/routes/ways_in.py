"""The ways from outside the cluster, or the mesh, to the pods of a resource.

| by                                | that is read here                                        |
|-----------------------------------|----------------------------------------------------------|
| a Service outside the cluster     | the operator's Services, and those of the stream         |
| a port of the node                | hostPort of any container                                |
| an Ingress, a Route, Traefik's    | those of the stream, unless their controller has a sidecar |
| a gateway that is told to use TLS | the same: HTTPRoutes of the stream with a BackendTLSPolicy |
"""

from __future__ import annotations

from eck_mesh.eck.containers import container_ports
from eck_mesh.eck.resource import metadata_of
from eck_mesh.eck.services import pod_ports, services
from eck_mesh.manifests.paths import get, texts
from eck_mesh.manifests.service_ports import exposed_by, exposure
from eck_mesh.mesh.routes.istio_routes import routes_through_unknown_gateways
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


class Client(NamedTuple):
    """A client outside the mesh, in words, and the pods' ports that it connects to."""

    words: str
    ports: list[int]


def ways_in(target: Manifest, mesh: Mesh) -> Iterator[Client]:
    """The clients that come by each of them."""
    yield from _through_services(target, mesh)
    for port in container_ports(target):
        if port.host:
            yield Client(f"whoever comes through hostPort {port.host} of a node", [port.number])
    yield from _through_ingresses(target, mesh)


def _through_services(target: Manifest, mesh: Mesh) -> Iterator[Client]:
    """Clients of exposed Services, the operator's and user-defined ones."""
    for named in services(target):
        if not named.template:
            continue
        spec = get(target.body, (*named.template, "spec"))
        annotations = metadata_of(target, named.template, "annotations")
        if how := exposure(spec) or exposed_by(annotations):
            ports = pod_ports(target, spec) or named.ports
            yield Client(f"whoever comes through Service/{named.name} {how}", ports)
    for service, ports in mesh.exposure.services_selecting(target.ref):
        annotations = texts(service.body, ("metadata", "annotations"))
        if how := exposure(service.body.get("spec")) or exposed_by(annotations):
            yield Client(f"whoever comes through Service/{service.ref.name} {how}", ports)


def _through_ingresses(target: Manifest, mesh: Mesh) -> Iterator[Client]:
    if meshed_ingress(mesh.settings[target.ref]):
        return
    for route in mesh.exposure.routes(target):
        yield Client(str(route.ingress.ref), route.ports)
    if any(True for _ in mesh.exposure.tls_policies(target)):
        for one in routes_through_unknown_gateways(target, mesh):
            if one.destination.protocol == "http":
                yield Client(str(one.ref), one.ports)
