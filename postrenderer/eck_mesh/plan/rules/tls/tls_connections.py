"""What users wrote that connects to a resource by TLS.

While `mesh.tls` is auto each of these keeps ECK's TLS. Where a user turned ECK's TLS off they are
refused instead (handwritten_addresses.py), since nothing rewrites them.
"""

from __future__ import annotations

from eck_mesh.manifests.paths import show
from eck_mesh.mesh.routes.ingress import dials_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.rules.tls.tls_requirements import Requirement
from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


def tls_connections(manifest: Manifest, mesh: Mesh) -> Iterator[Requirement]:
    """The addresses and the backends of Ingresses that connect to a resource by TLS."""
    seen = set()
    for one in mesh.addresses.by_target.get(manifest.ref, ()):
        client, host, path = one.client, str(one.address.host), one.address.tls
        if path and one.is_http and (client, host) not in seen:
            seen.add((client, host))
            why = "agents-connect-by-https" if one.is_for_agents else "client-connects-by-https"
            place = show(path, mesh.manifests[one.holder].body)
            if one.holder != client:
                place = f"{one.holder}: {place}"
            yield Requirement(one.holder, path, reason(why, client=client, host=host, place=place))
    if meshed_ingress(mesh.settings[manifest.ref]):
        for ingress, path in tls_backends(manifest, mesh):
            yield Requirement(ingress, path, reason("backend-uses-tls", ingress=ingress))


def required_by_certificates(manifest: Manifest, mesh: Mesh) -> Iterator[Requirement]:
    """The uses of a resource's certificates, which ECK removes with its TLS."""
    for client, path, what in mesh.addresses.certificate_users.get(manifest.ref, ()):
        place = show(path, mesh.manifests[client].body)
        why = reason("certificates-are-used", client=client, what=what, place=place)
        yield Requirement(client, path, why)


def tls_backends(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Ref, Path]]:
    """The Ingresses and Routes that connect to a resource by TLS, and where they say so."""
    for route in mesh.exposure.routes(manifest):
        path = dials_tls(route.ingress, route.path)
        if path:
            yield route.ingress.ref, path
