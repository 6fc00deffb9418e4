"""Everything that needs ECK's TLS on a resource's HTTP port, or may need it."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.plan.rules.tls.route_requirements import assumed_of_routes, required_by_routes
from eck_mesh.plan.rules.tls.tls_connections import required_by_certificates, tls_connections
from eck_mesh.plan.rules.tls.tls_requirements import assumptions, requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.rules.tls.tls_requirements import Requirement


def required_tls(manifest: Manifest, mesh: Mesh) -> list[Requirement]:
    """What cannot work without ECK's TLS, whatever `mesh.tls` says."""
    path = kind_of(manifest).httpTls
    return [
        *requirements(manifest, mesh, path),
        *required_by_routes(manifest, mesh),
        *required_by_certificates(manifest, mesh),
    ]


def tls_needs(manifest: Manifest, mesh: Mesh) -> list[Requirement]:
    """What keeps ECK's TLS while `mesh.tls` is auto: also what connects by TLS and could be
    rewritten, and what cannot be verified."""
    return [*required_tls(manifest, mesh), *needed_while_auto(manifest, mesh)]


def needed_while_auto(manifest: Manifest, mesh: Mesh) -> list[Requirement]:
    """What keeps it while `mesh.tls` is auto, and only then."""
    return [
        *assumptions(manifest, mesh),
        *assumed_of_routes(manifest, mesh),
        *tls_connections(manifest, mesh),
    ]
