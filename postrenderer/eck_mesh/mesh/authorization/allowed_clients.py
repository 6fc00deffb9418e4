"""The clients that mesh.authorization allows to connect to a resource, by identity and port.

| client                              | by                                                         |
|-------------------------------------|------------------------------------------------------------|
| its own pods                        | their accounts: nodes of Elasticsearch call its Service    |
|                                     | when they stop, Fleet Server enrolls at its own one        |
| the operator                        | its accounts in the stream, or else its namespace          |
| resources with a reference to it,   | their accounts                                             |
| or an address of it                 |                                                            |
| Istio's gateways                    | what gateway_identities.py finds                           |
| clients that the mode admits        | no identity                                                |

Those of mesh.allow are in allowed_by_settings.py.
"""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, kind_of
from eck_mesh.eck.services import http_ports, inbound_bypass_ports, role_ports
from eck_mesh.mesh.addresses.dialed_ports import port_in_address
from eck_mesh.mesh.authorization.gateway_identities import gateway_clients
from eck_mesh.mesh.authorization.identities import UNIDENTIFIED, Identity
from eck_mesh.mesh.clients.callers import (
    client_in_words,
    ports_dialed,
    service_accounts,
    services_dialed,
)
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh


class Allowed(NamedTuple):
    """A client in words, one of its identities, and the pods' ports that it may connect to."""

    words: str
    identity: Identity
    ports: tuple[int, ...]


class AllowedClients:
    """Answers who may connect to the resources of a stream."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._referring: dict[Ref, list[tuple[Manifest, Dialed]]] = {}
        for manifest in mesh.manifests.values():
            for dialed in mesh.dials(manifest) if is_client(manifest, mesh) else ():
                self._referring.setdefault(dialed.target, []).append((manifest, dialed))

    def of_resource(self, target: Manifest) -> list[Allowed]:
        """Each client once, with the ports that the proxies of its pods see."""
        seen = set(guarded_ports(target, self._mesh))
        ports: dict[tuple[str, Identity], set[int]] = {}
        for one in self._found(target):
            found = ports.setdefault((one.words, one.identity), set())
            found.update(seen.intersection(one.ports))
        return [
            Allowed(words, identity, tuple(sorted(found)))
            for (words, identity), found in ports.items()
            if found
        ]

    def _found(self, target: Manifest) -> Iterator[Allowed]:
        mesh = self._mesh
        yield from _of_pods("its own pods", target, guarded_ports(target, mesh))
        yield from _operators(target, mesh)
        for client, dialed in self._referring.get(target.ref, ()):
            words = client_in_words(client.ref, target.ref)
            yield from _of_pods(words, client, _ports_behind(client, dialed, target, mesh))
        yield from _by_addresses(target, mesh)
        for gateway in gateway_clients(target, mesh):
            if gateway.identity:
                words = f"the gateway of {gateway.route.ref}"
                yield Allowed(words, gateway.identity, tuple(gateway.route.ports))
        for outside in mesh.outside.of_resource(target.ref):
            yield Allowed(outside.words, UNIDENTIFIED, tuple(outside.ports))


def guarded_ports(target: Manifest, mesh: Mesh) -> list[int]:
    """The pods' ports that are known, and that their proxies see."""
    bypass = inbound_bypass_ports(target)
    served = set(mesh.exposure.served_ports(target))
    for numbers in mesh.exposure.numbers_by_service(target).values():
        served.update(port for port in numbers.values() if port)
    return sorted(served - bypass if mesh.plane(target.ref).leavesPortsOut else served | bypass)


def _ports_behind(client: Manifest, dialed: Dialed, target: Manifest, mesh: Mesh) -> set[int]:
    """The pods' ports that a reference leads to, and all others behind the same Services."""
    found = set(ports_dialed(client, dialed, target, mesh))
    every = mesh.exposure.numbers_by_service(target)
    for name in services_dialed(client, dialed, target):
        found.update(every.get(name, {}).values())
    return found


def is_client(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether the pods of a resource have an identity, or may have one.

    The labels of a namespace may take a resource without a mode into the mesh.
    """
    return (
        is_known(manifest.ref)
        and not manifest.is_operator
        and mesh.mode(manifest.ref) != "excluded"
    )


def _of_pods(words: str, client: Manifest, ports: Iterable[int]) -> Iterator[Allowed]:
    for account in service_accounts(client):
        yield Allowed(words, Identity(client.ref.namespace, account), tuple(ports))


def _operators(target: Manifest, mesh: Mesh) -> Iterator[Allowed]:
    """The operators of the stream. Of one that is not in it nothing shows the account: OLM and
    values of its chart may choose another one than Elastic's."""
    settings = mesh.settings[target.ref]
    if not kind_of(target).dialedByOperator or not meshed_operator(settings):
        return
    ports = role_ports(target, "http")
    operators = mesh.outside.operators_of(target.ref)
    for ref in operators:
        yield from _of_pods(f"the operator {ref}", mesh.manifests[ref], ports)
    if not operators:
        yield Allowed("the operator", Identity(operator_namespace(settings)), tuple(ports))


def _by_addresses(target: Manifest, mesh: Mesh) -> Iterator[Allowed]:
    """The resources that have an address of it; where a variable or a default decides about the
    port, by those for clients."""
    for one in mesh.addresses.by_target.get(target.ref, ()):
        client = mesh.manifests[one.client]
        if one.is_for_agents or client.ref == target.ref or not is_client(client, mesh):
            continue
        found = port_in_address(one, mesh)
        ports = [found.port] if found else http_ports(target)
        yield from _of_pods(client_in_words(client.ref, target.ref), client, ports)
