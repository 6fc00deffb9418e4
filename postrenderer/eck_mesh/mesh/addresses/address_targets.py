"""The resources in the mesh that an address leads to."""

from __future__ import annotations

from eck_mesh.eck.fleet import service_of_host
from eck_mesh.eck.hosts import CALLED_HTTPS, UNKNOWN
from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import http_ports
from eck_mesh.mesh.services.served import by_http_service
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.addresses import Address
    from eck_mesh.eck.hosts import Host
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.services.served import ByService


class AddressTargets:
    """Answers which HTTP ports an address leads to: by a Service, by the pod, by a variable."""

    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh

    @cached_property
    def http_services(self) -> ByService:
        """The resources in the mesh by the Services for their HTTP ports."""
        return by_http_service(self._mesh)

    def of_address(self, address: Address, client: Manifest, module: str) -> list[Ref]:
        """The resources to which a client comes by an address. `module`: of a Beat, next to it."""
        host = address.host
        if host.is_discovered:
            return self._discovered(client, address, module)
        if host.is_local or host.is_variable:
            return self._local(client, host)
        return self._named(host, client.ref.namespace)

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
        """The resource that a host names, unless the port is one of its other roles."""
        service = service_of_host(host.name, namespace, self.http_services)
        if service is None:
            return []
        target = self.http_services[service]
        for other in kind_of(self._mesh.manifests[target]).services:
            if other.role != "http" and other.port == host.port:
                return []
        return [target]

    def is_http(self, host: Host, namespace: str, target: Ref) -> bool:
        """Whether a host leads to the HTTP port of a target, not to another port of its Service."""
        if host.port <= 0 or host.is_local or host.is_variable:
            return True
        manifest = self._mesh.manifests[target]
        service = service_of_host(host.name, namespace, self.http_services)
        numbers = self._mesh.exposure.numbers_by_service(manifest)
        ports = numbers.get(service[0], {}) if service else {}
        return not ports or ports.get(host.port) in http_ports(manifest)
