"""Whether an address surely leads through the mesh to the HTTP port of its target."""

from __future__ import annotations

from eck_mesh.eck.fleet import kibanas_of
from eck_mesh.eck.resource import kind_of, metadata_of, pod_templates
from eck_mesh.eck.services import http_ports, services
from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.annotations import EXCLUDE_OUT
from eck_mesh.istio.protocols import protocol_word
from eck_mesh.manifests.paths import text, texts
from eck_mesh.manifests.service_ports import service_ports
from eck_mesh.mesh.services.headless import headless_services

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh

_TLS = ("https", "tls")  # what the protocol of a port begins with where sidecars expect TLS


def is_certain(one: Handwritten, port: int, mesh: Mesh, clients: list[Ref]) -> bool:
    """Whether every client comes by an address to the HTTP port of its target, by a Service that
    sidecars know.

    port: of an address without one; 0 where nobody knows. clients: those that use the address.
    """
    host, target = one.address.host, mesh.manifests[one.target]
    number = host.port or port
    if host.is_local or host.is_variable or number <= 0 or not clients:
        return False
    name = host.name.partition(".")[0]
    namespaces = {ref.namespace for ref in (*clients, one.holder)}
    if host.name not in _names(name, target, mesh, namespaces):
        return False
    pod_port = mesh.exposure.numbers_by_service(target).get(name, {}).get(number)
    if pod_port not in http_ports(target) or not _is_plain(name, number, target, mesh):
        return False
    return all(is_meshed(client, number, mesh) for client in clients)


def is_meshed(client: Ref, number: int, mesh: Mesh) -> bool:
    """Whether the sidecars of a client encrypt what it sends to a port, or with 0 to any."""
    if not mesh.is_inside(client) or not mesh.plane(client).replacesTls:
        return False
    manifest = mesh.manifests[client]
    lists = [metadata_of(manifest, t, "annotations") for t in pod_templates(manifest)]
    return all(str(number) not in comma_list(one.get(EXCLUDE_OUT, "")) for one in lists)


def agents_of(kibana: Ref, mesh: Mesh) -> list[Ref]:
    """The Agents that get their addresses from a Kibana, as far as the stream shows them."""
    return [
        ref
        for ref, manifest in mesh.manifests.items()
        if ref.kind == "Agent" and kibana in kibanas_of(manifest, mesh.manifests)
    ]


def _names(name: str, target: Manifest, mesh: Mesh, namespaces: set[str]) -> set[str]:
    """The names of a Service of a target that mean it in all of these namespaces."""
    short = f"{name}.{target.ref.namespace}"
    found = {short, f"{short}.svc", mesh.host(target.ref, name)}
    return found | {name} if namespaces == {target.ref.namespace} else found


def _is_plain(name: str, number: int, target: Manifest, mesh: Mesh) -> bool:
    """Whether sidecars send plain HTTP to a port of a Service, and to no other pods."""
    if name in headless_services(target, mesh):
        return False
    if name in [named.name for named in services(target) if named.service.role == "http"]:
        return True
    for one in mesh.exposure.services_selecting(target.ref):
        if one.service.ref.name == name:
            selector = texts(one.service.body, ("spec", "selector"))
            return (
                selector.get(kind_of(target).selector) == target.ref.name
                and text(one.service.body, ("spec", "type")) != "ExternalName"
                and not _expects_tls(one.service, number)
            )
    return False


def _expects_tls(service: Manifest, number: int) -> bool:
    """Whether sidecars take a port of a Service for TLS, by its name."""
    ports = [port for port in service_ports(service.body["spec"]) if port.number == number]
    return any(protocol_word(port).partition("-")[0].lower() in _TLS for port in ports)
