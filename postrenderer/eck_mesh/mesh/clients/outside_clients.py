"""The clients of a resource that have no mesh identity, by the stream and the settings."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import http_ports, inbound_bypass_ports, role_ports
from eck_mesh.mesh.clients.client_planes import (
    connections_without_identity,
    operator_planes,
    plane_in_words,
    reaches_pods,
)
from eck_mesh.mesh.clients.left_out import left_out_in_a_word
from eck_mesh.mesh.clients.managed_namespaces import managed_namespaces
from eck_mesh.mesh.routes.ways_in import Client, ways_in
from eck_mesh.settings.settings import meshed_operator
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.clients.client_planes import Connection
    from eck_mesh.mesh.model import Mesh

API_SERVER = (
    "the API server, which calls its webhook and is in no mesh (without an answer it takes invalid "
    "manifests in silence, by Elastic's default failurePolicy Ignore, and only an event in "
    "`kubectl describe` says so; with Fail not even valid ones)"
)


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
        return self._of_ports(target, http_ports(self.mesh.manifests[target]))

    def of_client_ports(self, target: Ref) -> list[str]:
        """The same, or of a resource without HTTP ports the clients of all that it serves."""
        ports = self.mesh.exposure.client_ports(self.mesh.manifests[target])
        return self._of_ports(target, ports)

    def _of_ports(self, target: Ref, ports: list[int]) -> list[str]:
        clients = self.of_resource(target)
        return [client.words for client in clients if set(ports).intersection(client.ports)]

    def _found(self, target: Manifest) -> Iterator[Client]:
        if target.is_operator:
            yield Client(API_SERVER, sorted(inbound_bypass_ports(target)))
            yield from _declared(target, self.mesh)
            return
        yield from _operators(target, self)
        yield from ways_in(target, self.mesh)
        yield from _declared(target, self.mesh)
        yield from _resources(target, self)

    @cached_property
    def operators(self) -> dict[Ref, str]:
        """The data planes of the operators of the stream; "" for one outside the mesh."""
        return operator_planes(self.mesh)

    def operators_of(self, target: Ref) -> dict[Ref, str]:
        """Of those the ones that manage a resource."""
        operators = self.operators.items()
        return {ref: plane for ref, plane in operators if self._manages(ref, target.namespace)}

    def _manages(self, operator: Ref, namespace: str) -> bool:
        found = self._managed.get(operator)
        return not found or namespace in found

    @cached_property
    def _managed(self) -> dict[Ref, list[str]]:
        """The namespaces that each operator of the stream manages; [] for all."""
        every = [self.mesh.manifests[ref] for ref in self.operators]
        return {one.ref: managed_namespaces(one, self.mesh.manifests) for one in every}

    @cached_property
    def connections(self) -> dict[Ref, list[Connection]]:
        """The connections of resources without an identity, by the resource that they lead to."""
        found: dict[Ref, list[Connection]] = {}
        for connection in connections_without_identity(self.mesh):
            found.setdefault(connection.dialed.target, []).append(connection)
        return found


def _operators(target: Manifest, outside: OutsideClients) -> Iterator[Client]:
    """The operator: said to be outside the mesh, or in the stream without a sidecar, or with one
    that does not reach the pods."""
    mesh, how = outside.mesh, kind_of(target).dialedByOperator
    if not how:
        return
    ports = http_ports(target)
    if not meshed_operator(mesh.settings[target.ref]):
        yield Client("the operator (mesh.operator.meshed: false)", ports)
        return
    for ref, plane in outside.operators_of(target.ref).items():
        if not plane:
            words = f"the operator of this stream, {ref} (mode {mesh.mode(ref)})"
            yield Client(words, ports)
        elif how == "pods" and not reaches_pods(plane, target.ref, mesh):
            why = plane_in_words(plane, target.ref, mesh)
            yield Client(f"the operator of this stream, {ref} ({why})", ports)


def _declared(target: Manifest, mesh: Mesh) -> Iterator[Client]:
    settings = mesh.settings[target.ref]
    if settings.unmeshedClients:
        ports = mesh.exposure.client_ports(target) + sorted(inbound_bypass_ports(target))
        yield Client("clients that mesh.unmeshedClients declares", ports)
    if settings.openPorts:
        known = inbound_bypass_ports(target).union(mesh.exposure.served_ports(target))
        ports = sorted(known.intersection(settings.openPorts))
        yield Client("clients that mesh.openPorts declares", ports)


def _resources(target: Manifest, outside: OutsideClients) -> Iterator[Client]:
    """The resources of the stream that connect to this one without an identity."""
    mesh = outside.mesh
    for client, plane, dialed in outside.connections.get(target.ref, ()):
        by = f", sent here by {dialed.by}" if dialed.by else ""
        named = mesh.exposure.ports_by_service(target) if dialed.service else {}
        ports = named.get(dialed.service) or role_ports(target, dialed.role)
        left_out = left_out_in_a_word(mesh.manifests[client], mesh.settings.get(client))
        why = left_out or f"mode {mesh.mode(client)}"
        if plane:
            why = plane_in_words(plane, target.ref, mesh)
        yield Client(f"{client} ({why}{by})", ports)
