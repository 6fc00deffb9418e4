"""Which resources are behind which Services, and which serve without ECK's TLS."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, tls_is_off
from eck_mesh.eck.services import http_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

    ByService = dict[tuple[str, str], Ref]  # by name and namespace of a Service


def by_service(mesh: Mesh) -> ByService:
    """The treated resources by the Services for their pods, user-defined ones included."""
    found = {}
    for manifest in mesh.treated():
        for name in mesh.exposure.ports_by_service(manifest):
            found[name, manifest.ref.namespace] = manifest.ref
    return _with_aliases(found, mesh)


def by_http_service(mesh: Mesh) -> ByService:
    """The resources in the mesh by the Services for their HTTP ports."""
    found = {}
    for manifest in mesh.treated():
        if mesh.is_inside(manifest.ref):
            served = set(http_ports(manifest))
            for name, ports in mesh.exposure.ports_by_service(manifest).items():
                if served.intersection(ports):
                    found[name, manifest.ref.namespace] = manifest.ref
    return _with_aliases(found, mesh)


def _with_aliases(found: ByService, mesh: Mesh) -> ByService:
    """The same, and the Services of type ExternalName that lead to one of these."""
    aliases = mesh.exposure.aliases.items()
    return {**found, **{alias: found[real] for alias, real in aliases if real in found}}


def without_tls(mesh: Mesh) -> dict[Ref, Manifest]:
    """The resources with a mode whose ECK TLS is off, in the order of the stream."""
    found = {}
    for manifest in mesh.treated():
        path = kind_of(manifest).httpTls
        if path and tls_is_off(manifest.body, path) and mesh.mode(manifest.ref) != "disabled":
            found[manifest.ref] = manifest
    return found
