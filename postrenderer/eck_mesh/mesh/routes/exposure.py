"""How resources are exposed: Services for their pods, and Ingresses and Routes to these."""

from __future__ import annotations

from eck_mesh.eck.containers import container_ports
from eck_mesh.eck.port_numbers import port_numbers
from eck_mesh.eck.services import declared_ports, http_ports, services
from eck_mesh.manifests import service_ports
from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.paths import expand, items, mapping
from eck_mesh.mesh.routes.backend_tls import tls_policies_by_service
from eck_mesh.mesh.routes.ingress import backends_by_service
from eck_mesh.mesh.routes.istio_routes import (
    IstioRoute,
    api_gateways,
    destinations_by_service,
    reached,
)
from eck_mesh.mesh.services.external_names import external_names
from eck_mesh.mesh.services.selecting_services import selecting_services
from eck_mesh.record import NamedTuple
from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.gateway_api import Gateways, Named
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.routes.backend_tls import Signed
    from eck_mesh.mesh.routes.ingress import Backend
    from eck_mesh.mesh.routes.istio_routes import Destinations, Manifests
    from eck_mesh.mesh.services.external_names import Aliases
    from eck_mesh.mesh.services.selecting_services import SelectingService

# The parts of a resource's spec that configure a Service.
SERVICE_TEMPLATES = ("http", "transport", "remoteClusterServer")
LISTED_SERVICES = "spec.services[*].service.spec"  # of a Logstash


class RouteToPods(NamedTuple):
    """An Ingress or Route, the path in it that names a Service, and the pods' ports behind that."""

    ingress: Manifest
    path: Path
    ports: list[int]


class Exposure:
    """Answers by which Services and Ingresses a stream's resources are reached."""

    def __init__(self, manifests: Manifests, targets: list[Manifest], named: Named) -> None:
        self._manifests, self._targets, self._named = manifests, targets, named

    def services_selecting(self, target: Ref) -> list[SelectingService]:
        """The user-defined Services that select pods of a resource."""
        return self._selecting.get(target, [])

    def served_ports(self, target: Manifest) -> list[int]:
        """The pods' TCP ports that clients may connect to: HTTP, of Services and of containers."""
        found = {*http_ports(target), *(port.number for port in container_ports(target))}
        found.update(port for one in self.services_selecting(target.ref) for port in one.ports)
        return sorted(found)

    def udp_ports(self, target: Manifest) -> list[int]:
        """The pods' UDP ports, which no mesh carries, of Services and of containers."""
        found = {port.number for port in container_ports(target, "UDP")}
        specs = [one.service.body["spec"] for one in self.services_selecting(target.ref)]
        templates = [named.template for named in services(target) if named.template]
        specs += [mapping(target.body, (*template, "spec")) for template in templates]
        for spec in specs:
            found.update(service_ports.pod_ports(spec, declared_ports(target), "UDP"))
        return sorted(found)

    def client_ports(self, target: Manifest) -> list[int]:
        """The ports that ECK serves to clients; without any, all that clients may connect to."""
        return http_ports(target) or self.served_ports(target)

    def ports_by_service(self, target: Manifest) -> dict[str, list[int]]:
        """The pods' ports by the Services for them, the operator's and user-defined ones."""
        found = {one.service.ref.name: one.ports for one in self.services_selecting(target.ref)}
        return {**found, **{named.name: named.ports for named in services(target)}}

    def numbers_by_service(self, target: Manifest) -> dict[str, dict[int, int]]:
        """The ports of the same Services by number, each with the pod's port behind it."""
        declared, found = declared_ports(target), {}
        for one in self.services_selecting(target.ref):
            spec = one.service.body["spec"]
            found[one.service.ref.name] = service_ports.pod_port_by_number(spec, declared)
        return {**found, **{named.name: port_numbers(target, named) for named in services(target)}}

    def istio_routes(self, target: Manifest) -> Iterator[IstioRoute]:
        """The routes of Istio's gateways, and the Gateway API's, that lead to a resource."""
        if not self._destinations:
            return
        for name, numbers in self.numbers_by_service(target).items():
            for manifest, one in self._destinations.get((name, target.ref.namespace), ()):
                yield IstioRoute(manifest, one, reached(one, numbers), name)

    def tls_policies(self, target: Manifest) -> Iterator[Signed]:
        """The BackendTLSPolicies for a resource: gateways then connect to it by TLS."""
        for name in self.ports_by_service(target) if self._tls_policies else ():
            yield from self._tls_policies.get((name, target.ref.namespace), ())

    def routes(self, target: Manifest) -> Iterator[RouteToPods]:
        """The Ingresses and Routes that lead to a resource."""
        if not self._backends:
            return
        for name, ports in self.ports_by_service(target).items():
            for ingress, backend in self._backends.get((name, target.ref.namespace), ()):
                yield RouteToPods(ingress, backend.path, ports)

    @cached_property
    def cluster_ips(self) -> set[str]:
        """The cluster IPs that Services of the stream request; the others are not known here."""
        paths: list[Path] = [("spec", part, "service", "spec") for part in SERVICE_TEMPLATES]
        found: set[str] = set()
        for manifest in self._manifests.values():
            listed = expand(manifest.body, LISTED_SERVICES)
            for spec in (mapping(manifest.body, path) for path in (("spec",), *paths, *listed)):
                found.update(map(str, [spec.get("clusterIP"), *items(spec, ("clusterIPs",))]))
        return found

    @cached_property
    def aliases(self) -> Aliases:
        """The Services that Services of type ExternalName lead to, by name and namespace."""
        return external_names(self._services)

    @cached_property
    def gateways(self) -> Gateways:
        """The Gateways of the Gateway API."""
        return api_gateways(self._manifests, self._named)

    @cached_property
    def _services(self) -> list[Manifest]:
        return [m for ref, m in self._manifests.items() if ref[:2] == SERVICE.identity]

    @cached_property
    def _selecting(self) -> dict[Ref, list[SelectingService]]:
        targets = (target for target in self._targets if not target.is_operator)
        return selecting_services(self._services, targets) if self._services else {}

    @cached_property
    def _destinations(self) -> Destinations:
        return destinations_by_service(self._manifests, self.aliases, self.gateways)

    @cached_property
    def _tls_policies(self) -> dict[tuple[str, str], list[Signed]]:
        return tls_policies_by_service(self._manifests.values())

    @cached_property
    def _backends(self) -> dict[tuple[str, str], list[tuple[Manifest, Backend]]]:
        return backends_by_service(self._manifests.values(), self.aliases)
