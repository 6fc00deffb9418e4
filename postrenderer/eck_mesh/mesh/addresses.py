"""The addresses in the specs of ECK's resources that lead to resources in the mesh."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.eck.addresses import addresses_in
from eck_mesh.eck.fleet import service_of_host
from eck_mesh.eck.hosts import CALLED_HTTPS, UNKNOWN
from eck_mesh.eck.resource import is_known, kind_of
from eck_mesh.eck.services import http_ports
from eck_mesh.manifests.paths import mapping, text
from eck_mesh.mesh.served import by_http_service
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.addresses import Address
    from eck_mesh.eck.hosts import Host
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.served import ByService

FLEET = "xpack.fleet"  # settings of Kibana that Agents use, and Kibana itself does not


class Handwritten(NamedTuple):
    """An address that a user wrote for a client, and the resource that it leads to.

    holder: where it is written: the client itself, or a StackConfigPolicy that selects the client.
    module: of Beats, next to an address that autodiscovery finds; "" where none is given.
    """

    client: Ref
    holder: Ref
    address: Address
    target: Ref
    module: str = ""

    @property
    def is_for_agents(self) -> bool:
        """Whether Agents connect to it, and the resource that holds it does not."""
        return FLEET in self.address.key


class Addresses:
    """Answers which addresses lead to the HTTP port of which resource, with a mode or without."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh

    def of_client(self, client: Ref) -> list[Handwritten]:
        """The addresses in one resource."""
        return self._by_client.get(client, [])

    @cached_property
    def by_target(self) -> dict[Ref, list[Handwritten]]:
        """The addresses by the resource that they lead to."""
        found: dict[Ref, list[Handwritten]] = {}
        for handwritten in self._by_client.values():
            for one in handwritten:
                found.setdefault(one.target, []).append(one)
        return found

    @cached_property
    def http_services(self) -> ByService:
        """The resources in the mesh by the Services for their HTTP ports."""
        return by_http_service(self._mesh)

    @cached_property
    def _by_client(self) -> dict[Ref, list[Handwritten]]:
        if not self.http_services:
            return {}
        return {
            ref: list(self._found(manifest))
            for ref, manifest in self._mesh.manifests.items()
            if is_known(ref) and kind_of(manifest).podTemplateHolders
        }

    def _found(self, client: Manifest) -> Iterator[Handwritten]:
        yield from self._in(client, ("spec",), client)
        for policy in self._mesh.stack_config.policies_for(client):
            yield from self._in(policy, tuple(kind_of(client).policy.split(".")), client)

    def _in(self, holder: Manifest, start: Path, client: Manifest) -> Iterator[Handwritten]:
        """The addresses below a path of one manifest, by which a client connects."""
        for address in addresses_in(holder.body, start):
            host = address.host
            module = _module(holder.body, address.path) if host.is_discovered else ""
            if host.is_discovered:
                targets = self._discovered(client, address, module)
            elif host.is_local or host.is_variable:
                targets = self._local(client, host)
            else:
                targets = self._named(host, client.ref.namespace)
            for target in targets:
                yield Handwritten(client.ref, holder.ref, address, target, module)

    def _discovered(self, client: Manifest, address: Address, module: str) -> list[Ref]:
        """The resources that a Beat or an Agent may find by autodiscovery, by their port, and by
        the module next to the address.

        Hints in annotations of a resource are about its own pods.
        """
        found = self._by_port.get(address.host.port, [])
        if "annotations" in address.path:
            return [client.ref] if client.ref in found else []
        kinds = {ref: kind_of(self._mesh.manifests[ref]).type for ref in found}
        return [ref for ref in found if module in ("", kinds[ref])]

    def _local(self, client: Manifest, host: Host) -> list[Ref]:
        """The client itself, where it serves this port; else where a variable may lead."""
        is_unknown = host.is_local and host.port == UNKNOWN
        served = self._by_port.get(CALLED_HTTPS if is_unknown else host.port, [])
        if client.ref in served:
            return [client.ref]
        return [] if host.is_local else served

    @cached_property
    def _by_port(self) -> dict[int, list[Ref]]:
        """The resources in the mesh with TLS of ECK's by the HTTP ports of their pods."""
        found: dict[int, list[Ref]] = {}
        for ref in dict.fromkeys(self.http_services.values()):
            manifest = self._mesh.manifests[ref]
            if kind_of(manifest).httpTls:
                for port in (*http_ports(manifest), CALLED_HTTPS):
                    found.setdefault(port, []).append(ref)
        return found

    def _named(self, host: Host, namespace: str) -> list[Ref]:
        """The resource to whose HTTP port a host leads, and not to one of its other ports."""
        service = service_of_host(host.name, namespace, self.http_services)
        if service is None:
            return []
        target = self.http_services[service]
        for other in kind_of(self._mesh.manifests[target]).services:
            if other.role != "http" and other.port == host.port:
                return []
        return [target]


def _module(body: object, path: Path) -> str:
    """The module in the innermost mapping around a path that names one."""
    for end in range(len(path) - 1, 0, -1):
        if "module" in mapping(body, path[:end]):
            return text(body, (*path[:end], "module"))
    return ""
