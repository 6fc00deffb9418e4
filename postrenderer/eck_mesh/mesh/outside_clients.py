"""The clients of a resource that have no mesh identity, by the stream and the settings."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.eck.resource import is_known, kind_of, pod_templates
from eck_mesh.eck.services import http_ports, inbound_bypass_ports, role_ports
from eck_mesh.istio.injection import requests_sidecar as template_requests_sidecar
from eck_mesh.manifests.paths import mapping
from eck_mesh.mesh.ways_in import Client, ways_in
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import meshed_operator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

API_SERVER = (
    "the API server, which calls its webhook and is in no mesh (without an answer it takes invalid "
    "manifests in silence, by Elastic's default failurePolicy Ignore, and only an event in "
    "`kubectl describe` says so; with Fail not even valid ones)"
)


class Connection(NamedTuple):
    """A resource outside the mesh, and how it connects to another one."""

    client: Ref
    dialed: Dialed


class OutsideClients:
    """Answers which clients outside the mesh the resources of a stream have."""

    def __init__(self, mesh: Mesh) -> None:
        self.mesh = mesh
        self._clients: dict[Ref, list[Client]] = {}

    def of_resource(self, target: Ref) -> list[Client]:
        """Each client once, with all the ports that it connects to."""
        if target not in self._clients:
            ports: dict[str, set[int]] = {}
            for client in self._found(self.mesh.manifests[target]):
                ports.setdefault(client.words, set()).update(client.ports)
            clients = [Client(words, sorted(found)) for words, found in ports.items() if found]
            self._clients[target] = clients
        return self._clients[target]

    def of_http_ports(self, target: Ref) -> list[str]:
        """The clients of a resource's HTTP ports, in words."""
        served = set(http_ports(self.mesh.manifests[target]))
        clients = self.of_resource(target)
        return [client.words for client in clients if served.intersection(client.ports)]

    def _found(self, target: Manifest) -> Iterator[Client]:
        if target.is_operator:
            yield Client(API_SERVER, sorted(inbound_bypass_ports(target)))
            return
        yield from _operators(target, self)
        yield from ways_in(target, self.mesh)
        yield from _declared(target, self.mesh)
        yield from _resources(target, self)

    @cached_property
    def operators(self) -> list[Ref]:
        """The operators of the stream that get no sidecar, by their mode and by their labels."""
        operators = [found for found in self.mesh.manifests.values() if found.is_operator]
        outside = [manifest for manifest in operators if not self.mesh.is_inside(manifest.ref)]
        return [manifest.ref for manifest in outside if not requests_sidecar(manifest)]

    @cached_property
    def connections(self) -> dict[Ref, list[Connection]]:
        """The connections of resources outside the mesh, by the resource that they lead to."""
        found: dict[Ref, list[Connection]] = {}
        for ref, manifest in self.mesh.manifests.items():
            if is_known(ref) and not self.mesh.is_inside(ref):
                for dialed in self.mesh.dials(manifest):
                    found.setdefault(dialed.target, []).append(Connection(ref, dialed))
        return found


def requests_sidecar(manifest: Manifest) -> bool:
    """Whether the labels of a resource's pod templates, as they are now, request a sidecar."""
    templates = [mapping(manifest.body, path) for path in pod_templates(manifest)]
    return any(map(template_requests_sidecar, templates))


def _operators(target: Manifest, outside: OutsideClients) -> Iterator[Client]:
    """The operator: said to be outside the mesh, or in the stream without a sidecar."""
    mesh = outside.mesh
    if not kind_of(target).dialedByOperator:
        return
    ports = http_ports(target)
    if not meshed_operator(mesh.settings[target.ref]):
        yield Client("the operator (mesh.operator.meshed: false)", ports)
        return
    for ref in outside.operators:
        yield Client(f"the operator of this stream, {ref} (mode {mesh.mode(ref)})", ports)


def _declared(target: Manifest, mesh: Mesh) -> Iterator[Client]:
    if mesh.settings[target.ref].unmeshedClients:
        ports = http_ports(target) or mesh.exposure.served_ports(target)
        ports = ports + sorted(inbound_bypass_ports(target))
        yield Client("clients that mesh.unmeshedClients declares", ports)


def _resources(target: Manifest, outside: OutsideClients) -> Iterator[Client]:
    """The resources of the stream outside the mesh that connect to this one."""
    mesh = outside.mesh
    for client, dialed in outside.connections.get(target.ref, ()):
        far = client.namespace != target.ref.namespace
        where = f" of namespace {client.namespace}" if far else ""
        by = f", sent here by {dialed.by}" if dialed.by else ""
        named = mesh.exposure.ports_by_service(target) if dialed.service else {}
        ports = named.get(dialed.service) or role_ports(target, dialed.role)
        yield Client(f"{client}{where} (mode {mesh.mode(client)}{by})", ports)
