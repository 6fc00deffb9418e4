"""The Services that the operator creates for a resource, and the ports of its pods."""

from __future__ import annotations

from eck_mesh.eck.kinds import Service
from eck_mesh.eck.resource import is_set, kind_of, pod_templates, uses_host_network
from eck_mesh.manifests import service_ports
from eck_mesh.manifests.facts import lasting_fact
from eck_mesh.manifests.paths import expand, get, integer, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

# The names of the container ports that ECK declares, by the role of the Services for them.
_NAMES = {"http": ("http", "https"), "transport": ("transport",), "remote-cluster": ()}


class NamedService(NamedTuple):
    """One Service of one resource.

    name: as the operator will call it.
    nodeSet: of a nodeSet's own Service, otherwise "".
    template: where users configure it, or ().
    ports: the pods' ports that it targets.
    """

    service: Service
    name: str
    nodeSet: str
    template: Path
    ports: list[int]


@lasting_fact
def services(manifest: Manifest) -> list[NamedService]:
    """The Services that the operator creates for a resource; of two with one name the first."""
    found: dict[str, NamedService] = {}
    for named in _each_service(manifest):
        found.setdefault(named.name, named)
    return list(found.values())


def has_services(manifest: Manifest) -> bool:
    """Whether the operator will create any Service for a resource."""
    return bool(services(manifest))


def is_host_network_client(manifest: Manifest) -> bool:
    """Whether a resource is a client without Services whose pods use the host network. They are
    outside every mesh, whatever their labels request. The operator has a Service."""
    return not (manifest.is_operator or has_services(manifest)) and uses_host_network(manifest)


def _each_service(manifest: Manifest) -> Iterator[NamedService]:
    for service in kind_of(manifest).services:
        if service.when and not is_set(manifest.body, service.when):
            continue
        name = manifest.ref.name
        if "{nodeSet}" in service.name:
            for node_set in mappings(manifest.body, ("spec", "nodeSets")):
                own = str(node_set.get("name"))
                full = service.name.format(name=name, nodeSet=own)
                yield NamedService(service, full, own, (), [service.port])
        elif "{entry}" in service.name:
            yield from _listed(manifest, service)
        else:
            name = service.name.format(name=name)
            template = tuple(service.template.split(".")) if service.template else ()
            yield NamedService(service, name, "", template, [service.port])


def _listed(manifest: Manifest, service: Service) -> Iterator[NamedService]:
    """The Services that users list in the resource, with the ports that they list."""
    for path in expand(manifest.body, service.template):
        entry = get(manifest.body, (*path[:-1], "name"))
        ports = pod_ports(manifest, get(manifest.body, (*path, "spec")))
        if entry and ports:
            name = service.name.format(name=manifest.ref.name, entry=entry)
            yield NamedService(service, name, "", path, ports)


def service_port_numbers(manifest: Manifest, named: NamedService) -> list[int]:
    """The numbers of the ports that a Service lists; users may choose them."""
    rows = mappings(manifest.body, (*named.template, "spec", "ports"))
    return [integer(row, ("port",)) for row in rows] or named.ports


def pod_ports(manifest: Manifest, spec: object) -> list[int]:
    """The ports of a resource's pods that a Service's spec targets."""
    return service_ports.pod_ports(spec, declared_ports(manifest))


@lasting_fact
def declared_ports(manifest: Manifest) -> dict[str, int]:
    """The ports of a resource's pods by name.

    ECK calls the one that it serves http or https; other names are those that containers declare.
    """
    found: dict[str, int] = {}
    for service in kind_of(manifest).services:
        if service.port:
            found.update(dict.fromkeys(_NAMES[service.role], service.port))
    for template in pod_templates(manifest):
        found.update(_container_ports(manifest, template))
    return found


@lasting_fact
def _container_ports(manifest: Manifest, template: Path) -> dict[str, int]:
    """The ports that the containers of a pod template declare by name."""
    found = {}
    for container in mappings(manifest.body, (*template, "spec", "containers")):
        for port in mappings(container, ("ports",)):
            found[text(port, ("name",))] = integer(port, ("containerPort",))
    return found


def http_ports(manifest: Manifest) -> list[int]:
    """The pods' ports that clients connect to."""
    return role_ports(manifest, "http")


@lasting_fact
def role_ports(manifest: Manifest, role: str) -> list[int]:
    """The pods' ports of its Services of one role."""
    ports: set[int] = set()
    for named in services(manifest):
        if named.service.role == role:
            ports.update(named.ports)
    return sorted(ports)


@lasting_fact
def bypass_ports(manifest: Manifest, direction: str, template: Path) -> list[int]:
    """The ports of one pod template that bypass the sidecar: by number, or by a port's name.

    `direction`: inbound or outbound.
    """
    bypass = kind_of(manifest).bypass
    rows = bypass.inbound if direction == "inbound" else bypass.outbound
    if not rows:
        return []
    named = _container_ports(manifest, template)
    needed = [row for row in rows if not row.when or is_set(manifest.body, row.when)]
    ports = [row.port if isinstance(row.port, int) else named.get(row.port, 0) for row in needed]
    return [port for port in ports if port]


@lasting_fact
def inbound_bypass_ports(manifest: Manifest) -> set[int]:
    """The ports of all pod templates that bypass the sidecar inbound."""
    found: set[int] = set()
    for template in pod_templates(manifest):
        found.update(bypass_ports(manifest, "inbound", template))
    return found
