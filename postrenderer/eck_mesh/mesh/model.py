"""The whole stream as the rules see it: every ECK resource with its settings, and what follows from several at once."""

from __future__ import annotations

from functools import cached_property

from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.node_settings import node_settings
from eck_mesh.eck.references import dials, references
from eck_mesh.eck.resource import kind_of, pod_templates, tls_is_off
from eck_mesh.eck.services import bypass_ports, http_ports, role_ports, services
from eck_mesh.istio.destination_rule import RulesByHost
from eck_mesh.manifests.kinds import DESTINATION_RULE, PEER_AUTHENTICATION, SERVICE
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.paths import items, mapping
from eck_mesh.mesh.base import Modes
from eck_mesh.mesh.exposure import Client, led_to, merged, through_services, ways_in
from eck_mesh.settings.settings import meshed_ingress, meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.node_settings import Setting
    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.exposure import Led

API_SERVER = (
    "the API server, which calls its webhook and is in no mesh (without an answer it takes invalid manifests in silence, by "
    "Elastic's default failurePolicy Ignore, and only an event in `kubectl describe` says so; with Fail not even valid ones)"
)

# Where a resource configures Services of its own.
SERVICE_TEMPLATES = ("http", "transport", "remoteClusterServer")


class Mesh(Modes):
    """The working copy of a plan, with what rules ask about several of its manifests at once."""

    @cached_property
    def policies(self) -> list[Manifest]:
        """The PeerAuthentications, the stream's and ours."""
        return [
            manifest
            for ref, manifest in self.manifests.items()
            if ref.kind == PEER_AUTHENTICATION.kind
        ]

    @cached_property
    def rules_by_host(self) -> RulesByHost:
        """The DestinationRules by the host that they are for."""
        found = (m for ref, m in self.manifests.items() if ref[:2] == DESTINATION_RULE.identity)
        return RulesByHost(found)

    def host(self, ref: Ref, service: str) -> str:
        """The full DNS name of a Service of a resource; Istio resolves a short one against the rule's namespace."""
        return f"{service}.{ref.namespace}.svc.{self.settings[ref].clusterDomain}"

    def unmeshed_clients(self, target: Ref) -> list[str]:
        """Those of its clients outside the mesh that dial its HTTP ports, each as the words that explain it."""
        served = http_ports(self.manifests[target])
        return [
            client.words
            for client in self.clients(target)
            if not set(served).isdisjoint(client.ports)
        ]

    def clients(self, target: Ref) -> list[Client]:
        """Who dials this resource and cannot show a mesh identity, and on which ports."""
        manifest, settings = self.manifests[target], self.settings[target]
        inbound = [
            port
            for template in pod_templates(manifest)
            for port in bypass_ports(manifest, "inbound", template)
        ]
        if manifest.is_operator:
            return [Client(API_SERVER, inbound)]
        http, found = http_ports(manifest), []
        if kind_of(manifest).dialedByOperator:
            if not meshed_operator(settings):
                found.append(Client("the operator (mesh.operator.meshed: false)", http))
            else:
                operators = [
                    f"the operator of this stream, {ref} (mode {self.mode(ref)})"
                    for ref in self._operators_outside
                ]
                found += [Client(words, http) for words in operators]
        found += through_services(manifest, self._led_to.get(target, ()))
        if not meshed_ingress(settings):
            found += [
                Client(str(ingress.ref), ports) for ingress, _, ports in self._comes_in(target)
            ]
        if settings.unmeshedClients:
            found.append(Client("clients that mesh.unmeshedClients declares", http + inbound))
        for ref, dialed in self._dialed_without_sidecar.get(target, ()):
            where = f" of namespace {ref.namespace}" if ref.namespace != target.namespace else ""
            by = f", sent here by {dialed.by}" if dialed.by else ""
            ports = (
                self._before(target)[dialed.service]
                if dialed.service
                else role_ports(manifest, dialed.role)
            )
            found.append(Client(f"{ref}{where} (mode {self.mode(ref)}{by})", ports))
        return merged(found)

    def dials(self, manifest: Manifest) -> list[Dialed]:
        """Whom a resource dials, as far as ECK and Fleet tell it."""
        return dials(manifest, self.manifests, self.by_service)

    @cached_property
    def by_service(self) -> dict[tuple[str, str], Ref]:
        """The Services before treated resources, by name and namespace."""
        return {
            (name, manifest.ref.namespace): manifest.ref
            for manifest in self.treated()
            for name in self._before(manifest.ref)
        }

    def services_before(self, target: Ref) -> list[Manifest]:
        """The Services of the stream that select pods of a resource."""
        return [service for service, _ in self._led_to.get(target, ())]

    def referrers(self, target: Ref) -> list[tuple[Manifest, Path]]:
        """The resources with a reference to this one, and the path of the reference."""
        return self._referrers.get(target, [])

    @cached_property
    def _referrers(self) -> dict[Ref, list[tuple[Manifest, Path]]]:
        found: dict[Ref, list[tuple[Manifest, Path]]] = {}
        for ref, manifest in self.manifests.items():
            for path, target in references(manifest) if (ref.group, ref.kind) in BY_GROUP else ():
                found.setdefault(target, []).append((manifest, path))
        return found

    @cached_property
    def client_namespaces(self) -> set[str]:
        """The namespaces in which pods of the stream run, and the operator."""
        operators = {operator_namespace(settings) for settings in self.settings.values()}
        return operators.union(
            ref.namespace for ref in self.manifests if (ref.group, ref.kind) in BY_GROUP
        )

    @cached_property
    def http_services(self) -> dict[tuple[str, str], Ref]:
        """The HTTP Services, by name and namespace, of what is in the mesh, with their owners."""
        found = {}
        for manifest in self.treated():
            for named in services(manifest) if self.is_inside(manifest.ref) else ():
                if named.service.role == "http":
                    found[named.name, manifest.ref.namespace] = manifest.ref
        return found

    @cached_property
    def service_addresses(self) -> set[str]:
        """The cluster IPs that Services of the stream ask for; the others are not known here."""
        places: list[Path] = [("spec",)]
        places += [("spec", part, "service", "spec") for part in SERVICE_TEMPLATES]
        found: set[str] = set()
        for manifest in self.manifests.values():
            for service in (mapping(manifest.body, place) for place in places):
                found.update(map(str, [service.get("clusterIP"), *items(service, ("clusterIPs",))]))
        return found

    def ingresses(self, target: Ref) -> list[tuple[Manifest, Path]]:
        """The Ingresses and Routes that lead to a resource, each with the place that names its Service."""
        return [(ingress, place) for ingress, place, _ in self._comes_in(target)]

    def _comes_in(self, target: Ref) -> Iterator[tuple[Manifest, Path, list[int]]]:
        """They too with the ports of the pods that they lead to."""
        for name, ports in self._before(target).items():
            yield from (
                (ingress, place, ports)
                for ingress, place in self._ways_in.get((name, target.namespace), ())
            )

    def _before(self, target: Ref) -> dict[str, list[int]]:
        """The Services before its pods by name, with the pods' ports that they lead to: the operator's, and the stream's."""
        led = {service.ref.name: ports for service, ports in self._led_to.get(target, ())}
        return {**led, **{named.name: named.ports for named in services(self.manifests[target])}}

    @cached_property
    def _ways_in(self) -> dict[tuple[str, str], list[tuple[Manifest, Path]]]:
        return ways_in(self.manifests)

    @cached_property
    def _led_to(self) -> Led:
        found = (
            manifest for ref, manifest in self.manifests.items() if ref[:2] == SERVICE.identity
        )
        return led_to(found, (manifest for manifest in self.treated() if not manifest.is_operator))

    def node_settings(self, manifest: Manifest) -> Iterator[Setting]:
        """The settings of an Elasticsearch's nodes, those of StackConfigPolicies included."""
        namespace = operator_namespace(self.settings[manifest.ref])
        return node_settings(manifest, self._stack_config_policies, namespace)

    @cached_property
    def _stack_config_policies(self) -> list[Manifest]:
        return [
            manifest for ref, manifest in self.manifests.items() if ref.kind == "StackConfigPolicy"
        ]

    @cached_property
    def _operators_outside(self) -> list[Ref]:
        """The operators of the stream that get no sidecar, neither by their mode nor by a label that somebody wrote."""
        operators = (manifest for manifest in self.manifests.values() if manifest.is_operator)
        outside = (manifest for manifest in operators if not self.is_inside(manifest.ref))
        return [manifest.ref for manifest in outside if not self.requests_sidecar(manifest)]

    @cached_property
    def _dialed_without_sidecar(self) -> dict[Ref, list[tuple[Ref, Dialed]]]:
        """Each resource that others dial from outside the mesh, with those others."""
        found: dict[Ref, list[tuple[Ref, Dialed]]] = {}
        for ref, manifest in self.manifests.items():
            if (ref.group, ref.kind) in BY_GROUP and not self.is_inside(ref):
                for dialed in self.dials(manifest):
                    found.setdefault(dialed.target, []).append((ref, dialed))
        return found

    @cached_property
    def plain(self) -> dict[tuple[str, str], Ref]:
        """The Services, by name and namespace, whose ECK TLS is off in the mesh, with their owners."""
        found = {}
        for manifest in self.treated():
            path = kind_of(manifest).httpTls
            if path and self.mode(manifest.ref) != "disabled" and tls_is_off(manifest.body, path):
                found.update(
                    {
                        (named.name, manifest.ref.namespace): manifest.ref
                        for named in services(manifest)
                    }
                )
        return found
