"""The data planes of clients: in another one than its target, a client may be without an identity.

A sidecar sends plaintext to the name or address of a pod in ambient, and on the ports that bypass
it (istio/istio#54921; measured with a real ztunnel).
"""

from __future__ import annotations

from eck_mesh.eck.fleet import service_of_host
from eck_mesh.eck.resource import is_known, pod_labels, pod_templates
from eck_mesh.istio.injection import requests_sidecar as template_requests_sidecar
from eck_mesh.istio.membership import OUTSIDE, SIDECAR, requested_plane
from eck_mesh.manifests.paths import mapping
from eck_mesh.mesh.services.headless import goes_to_pods, headless_services
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh


class Connection(NamedTuple):
    """A client that has no mesh identity for a resource, and how it connects to that resource.

    plane: of the client; "" outside the mesh.
    """

    client: Ref
    plane: str
    dialed: Dialed


def connections_without_identity(mesh: Mesh) -> Iterator[Connection]:
    """Those of resources outside the mesh, and those by pod address from another data plane."""
    for ref, manifest in mesh.manifests.items():
        if not is_known(ref):
            continue
        plane = mesh.settings[ref].dataPlane if mesh.is_inside(ref) else OUTSIDE
        for dialed in mesh.dials(manifest):
            target = mesh.manifests.get(dialed.target)
            if target is None or reaches_pods(plane, dialed.target, mesh):
                continue
            headless = headless_services(target, mesh) if plane else set()
            if not plane or goes_to_pods(manifest, dialed, target, headless):
                yield Connection(ref, plane, dialed)


def reaches_pods(plane: str, target: Ref, mesh: Mesh) -> bool:
    """Whether clients in a data plane have an identity for the pods of a resource in every way."""
    return target in mesh.settings and plane in mesh.plane(target).directClients


def has_no_identity_there(one: Handwritten, mesh: Mesh) -> bool:
    """Whether a client in the mesh connects to strict pods of another data plane by their
    addresses."""
    client, target, host = one.client, one.target, one.address.host
    if one.is_for_agents or not mesh.is_inside(client) or mesh.mode(target) != "strict":
        return False
    if reaches_pods(mesh.settings[client].dataPlane, target, mesh):
        return False
    service = service_of_host(host.name, client.namespace, mesh.addresses.http_services)
    name = service[0] if service else ""
    by_pod = host.is_discovered or name in headless_services(mesh.manifests[target], mesh)
    return by_pod and not mesh.outside.of_http_ports(target)


def requests_sidecar(manifest: Manifest) -> bool:
    """Whether the labels of a resource's pod templates, as they are now, request a sidecar."""
    templates = [mapping(manifest.body, path) for path in pod_templates(manifest)]
    return any(map(template_requests_sidecar, templates))


def operator_planes(mesh: Mesh) -> dict[Ref, str]:
    """The data planes of the operators of the stream, by their mode and by their labels."""
    found = {}
    for ref, manifest in mesh.manifests.items():
        if not manifest.is_operator:
            continue
        if mesh.is_inside(ref):
            found[ref] = mesh.settings[ref].dataPlane
        elif requests_sidecar(manifest):
            found[ref] = SIDECAR
        else:
            planes = [requested_plane(labels, {}) for labels in pod_labels(manifest)]
            found[ref] = planes[0] if planes else OUTSIDE
    return found


def plane_in_words(plane: str, target: Ref, mesh: Mesh) -> str:
    """Why a client in the mesh has no identity for a resource."""
    return f"data plane {plane}, no identity in {mesh.settings[target].dataPlane}"
