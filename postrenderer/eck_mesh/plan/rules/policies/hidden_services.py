"""Services that Istio hides from clients, by the annotation networking.istio.io/exportTo.

A proxy does not know a hidden Service: it passes what its client sends unchanged, without mutual
TLS.
"""

from __future__ import annotations

from eck_mesh.eck.kinds import Service
from eck_mesh.eck.services import NamedService, services
from eck_mesh.istio.names import EXPORT_TO
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.services.exported_services import ANNOTATIONS, export_to_path, is_service_shown
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


def hidden_services(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse the annotation where it hides a Service from a client in the mesh that the port then
    rejects."""
    strict = mesh.mode(manifest.ref) == "strict" and mesh.plane(manifest.ref).injects
    if not strict or mesh.outside.of_http_ports(manifest.ref):
        return
    for named in services(manifest):
        path = export_to_path(manifest, named)
        if path and named.service.role == "http":
            yield from _refused(named, manifest, (manifest, path), mesh)
    for service, _ in mesh.exposure.services_selecting(manifest.ref):
        named = NamedService(Service(service.ref.name, "http"), service.ref.name, "", (), [])
        yield from _refused(named, manifest, (service, (*ANNOTATIONS, EXPORT_TO)), mesh)


def _refused(
    named: NamedService, target: Manifest, place: tuple[Manifest, Path], mesh: Mesh
) -> Iterator[Refusal]:
    """Refuse the annotation of a Service. place: the manifest that has it, and the path there."""
    holder, path = place
    client = _hidden_from(target, named, text(holder.body, path), mesh)
    if client:
        host = mesh.host(target.ref, named.name)
        yield Refusal(holder.ref, path, reason("service-not-exported", host=host, client=client))


def _hidden_from(manifest: Manifest, named: NamedService, exported: str, mesh: Mesh) -> str:
    """The first client in whose namespace a Service is hidden; "" without one."""
    for namespace, clients in mesh.clients.items():
        if is_service_shown(exported, manifest.ref.namespace, namespace):
            continue
        for client in clients:
            if client.connects_to(manifest, named, mesh):
                return str(client)
    return ""
