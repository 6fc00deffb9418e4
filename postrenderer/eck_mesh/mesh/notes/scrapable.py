"""What a monitor of the Prometheus operator may select of a resource: its pods and its Services."""

from __future__ import annotations

from eck_mesh.eck.resource import TYPE, kind_of, metadata_of, pod_labels
from eck_mesh.eck.services import declared_ports, services
from eck_mesh.manifests.kinds import SERVICE
from eck_mesh.manifests.paths import get, texts
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.mesh.services.selecting_services import selects_pods
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


class Scrapable(NamedTuple):
    """Pods or a Service: labels, and the pods' ports by name."""

    labels: dict[str, str]
    ports: dict[str, int]


def scrapable_pods(target: Manifest, mesh: Mesh) -> Iterator[Scrapable]:
    """The pods of each template."""
    for labels in pod_labels(target):
        yield Scrapable(labels, declared_ports(target))


def scrapable_services(target: Manifest, mesh: Mesh) -> Iterator[Scrapable]:
    """The Services for the pods, the operator's and user-defined ones."""
    if target.is_operator:
        yield from _of_operator(target, mesh)
        return
    kind = kind_of(target)
    for named in services(target):
        labels = {kind.selector: target.ref.name, TYPE: kind.type}
        labels.update(metadata_of(target, named.template, "labels") if named.template else {})
        own = get(target.body, (*named.template, "spec")) if named.template else None
        names = dict.fromkeys(("http", "https", named.service.portName), named.ports[0])
        yield Scrapable(labels, _ports_by_name(target, own) or names)
    for service, _ in mesh.exposure.services_selecting(target.ref):
        labels = texts(service.body, ("metadata", "labels"))
        yield Scrapable(labels, _ports_by_name(target, service.body.get("spec")))


def _of_operator(target: Manifest, mesh: Mesh) -> Iterator[Scrapable]:
    """The Services of the operator's chart, which are in the stream."""
    for service in mesh.of_kind(SERVICE.kind):
        same = service.ref.namespace == target.ref.namespace
        if same and selects_pods(service, target):
            labels = texts(service.body, ("metadata", "labels"))
            yield Scrapable(labels, _ports_by_name(target, service.body.get("spec")))


def _ports_by_name(target: Manifest, spec: object) -> dict[str, int]:
    """The pods' ports by the names of a Service's ports."""
    declared = declared_ports(target)
    return {port.name: port.pod_port(declared) for port in service_ports(spec)}
