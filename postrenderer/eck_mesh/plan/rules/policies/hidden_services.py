"""Services that Istio hides from clients, by the annotation networking.istio.io/exportTo.

A proxy does not know a hidden Service: it passes what its client sends unchanged, without mutual
TLS. Users set the annotation on ECK's HTTP Service, or on the resource if ECK copies it to all
Services (pilot/pkg/serviceregistry/kube/conversion.go of Istio reads it).
"""

from __future__ import annotations

from eck_mesh.eck.kinds import Service
from eck_mesh.eck.resource import metadata_paths, propagated
from eck_mesh.eck.services import NamedService, services
from eck_mesh.istio.names import EXPORT_TO
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

ANNOTATIONS = ("metadata", "annotations")


def hidden_services(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse the annotation where it hides a Service from a client in the mesh that the port then
    rejects."""
    strict = mesh.mode(manifest.ref) == "strict" and mesh.plane(manifest.ref).injects
    if not strict or mesh.outside.of_http_ports(manifest.ref):
        return
    for named in services(manifest):
        path = _annotation(manifest, named)
        if path:
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


def _annotation(manifest: Manifest, named: NamedService) -> Path | None:
    """The path of the annotation of a Service, if there is one."""
    if named.service.role != "http":
        return None
    if named.template:
        return metadata_paths(manifest, named.template, "annotations").get(EXPORT_TO)
    copied = EXPORT_TO in propagated(manifest, "annotations")
    return (*ANNOTATIONS, EXPORT_TO) if copied else None


def _hidden_from(manifest: Manifest, named: NamedService, exported: str, mesh: Mesh) -> str:
    """The first client in whose namespace a Service is hidden; "" without one."""
    namespaces = [name.strip() for name in exported.split(",")] if exported else ["*"]
    if "*" in namespaces:
        return ""
    for namespace, clients in mesh.clients.items():
        own = namespace == manifest.ref.namespace and "." in namespaces
        for client in () if own or namespace in namespaces else clients:
            if client.connects_to(manifest, named, mesh):
                return str(client)
    return ""
