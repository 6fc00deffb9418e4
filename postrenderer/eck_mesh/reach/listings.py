"""The Services before a resource's pods, by their ports: the operator's and user-defined ones."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_selector, tls_is_off
from eck_mesh.eck.services import declared_ports, services
from eck_mesh.istio.names import EXPORT_TO
from eck_mesh.istio.protocols import is_parsed_as_http
from eck_mesh.manifests.paths import mapping, text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.manifests.service_ports import ServicePort, service_ports
from eck_mesh.mesh.services.exported_services import ANNOTATIONS, export_to_path, is_service_shown
from eck_mesh.mesh.services.headless import headless_services
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.pods import PodSet


class Listing(NamedTuple):
    """One TCP port of one Service.

    selector: of the Service, as far as it tells the pods of the resource apart.
    number: of the Service. pod_port: behind it, for which the pods' sidecars read its protocol.
    is_http: whether sidecars parse it as HTTP.
    is_headless: whether clients get the addresses of pods.
    names_pods: whether pods have names behind it: a StatefulSet's own Service.
    role: of ECK's Service, a word of kinds.yaml; "" for a user-defined one.
    is_default: whether it is the one that ECK writes into the settings of clients.
    for_operator: whether the operator connects to it.
    export_to: the annotation that says to which namespaces Istio shows it.
    """

    service: str
    namespace: str
    selector: dict[str, str]
    number: int
    pod_port: int
    is_http: bool
    is_headless: bool
    names_pods: bool = False
    role: str = ""
    is_default: bool = False
    for_operator: bool = False
    export_to: str = ""

    def selects(self, pods: PodSet) -> bool:
        """Whether some of these pods are behind it, or may be."""
        return labels_match(self.selector, pods.labels, pods.unknown)

    @property
    def reached_port(self) -> int:
        """The pods' port that clients reach: those of a headless Service get no other number."""
        return self.number if self.is_headless else self.pod_port

    def is_shown_to(self, namespace: str) -> bool:
        """Whether proxies of a namespace know it."""
        return is_service_shown(self.export_to, self.namespace, namespace)


def listings(manifest: Manifest, mesh: Mesh) -> list[Listing]:
    """Every TCP port of every Service for a resource's pods, the oldest Service first: Helm makes
    user-defined ones before the operator makes its own."""
    found: list[Listing] = []
    headless = headless_services(manifest, mesh)
    for service, _ in mesh.exposure.services_selecting(manifest.ref):
        export_to = texts(service.body, ANNOTATIONS).get(EXPORT_TO, "")
        selector = texts(service.body, ("spec", "selector"))
        one = _listing(service.ref, selector, service.ref.name in headless, export_to)
        found += _each_port(one, service_ports(service.body.get("spec")), manifest)
    for named in services(manifest):
        found += _of_operator(named, manifest, named.name in headless)
    return found


def _of_operator(named: NamedService, manifest: Manifest, is_headless: bool) -> Iterator[Listing]:
    """The ports of a Service that the operator creates, by the names that ECK gives them."""
    spec = mapping(manifest.body, (*named.template, "spec")) if named.template else {}
    selector = texts(spec, ("selector",)) or pod_selector(manifest)
    if named.nodeSet:
        selector = {f"{kind_of(manifest).group}/statefulset-name": named.name}
    path = export_to_path(manifest, named)
    export_to = text(manifest.body, path) if path else ""
    ref = manifest.ref._replace(name=named.name)
    by_default = named.service.headlessByDefault and not text(spec, ("type",))
    one = _listing(ref, selector, is_headless or by_default, export_to)
    how, role = kind_of(manifest).dialedByOperator, named.service.role
    for_operator = named.service.operator or (how == "service" and role == "http")
    one = one._replace(
        names_pods=bool(named.nodeSet),
        role=role,
        is_default=bool(named.template),
        for_operator=for_operator,
    )
    yield from _each_port(one, service_ports(spec) or eck_ports(named, manifest), manifest)


def eck_ports(named: NamedService, manifest: Manifest) -> list[ServicePort]:
    """The ports that ECK gives a Service of which users list none.

    A nodeSet's Service has that of the remote cluster server too (pkg/controller/elasticsearch/
    services/services.go).
    """
    tls = kind_of(manifest).httpTls
    scheme = "http" if tls and tls_is_off(manifest.body, tls) else "https"
    pairs = [(number, named.service.portName or scheme) for number in named.ports]
    others = [other.service for other in services(manifest) if named.nodeSet]
    pairs += [(one.port, one.portName) for one in others if one.role == "remote-cluster"]
    return [
        ServicePort(i, number, name, "TCP", "", number) for i, (number, name) in enumerate(pairs)
    ]


def _listing(ref: Ref, selector: dict[str, str], is_headless: bool, export_to: str) -> Listing:
    """A Service without its port."""
    where = ref.name, ref.namespace
    return Listing(*where, selector, 0, 0, False, is_headless, export_to=export_to)


def _each_port(one: Listing, ports: list[ServicePort], manifest: Manifest) -> Iterator[Listing]:
    declared = declared_ports(manifest)
    for port in ports:
        number = port.pod_port(declared)
        if port.is_tcp and number:
            is_http = is_parsed_as_http(port)
            yield one._replace(number=port.number, pod_port=number, is_http=is_http)
