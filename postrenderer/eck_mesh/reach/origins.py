"""The clients that connect to a resource, with their pods."""

from __future__ import annotations

from eck_mesh.istio.membership import OUTSIDE, SIDECAR
from eck_mesh.mesh.callers import OPERATOR_ACCOUNT, service_accounts
from eck_mesh.mesh.mesh_clients import OPERATOR_LABELS, UNKNOWN_OF_OPERATOR
from eck_mesh.reach.attempt import Origin
from eck_mesh.reach.connection import Client
from eck_mesh.reach.pods import PodSet, possible_pods
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.target import TargetResource

UNMESHED = [[PodSet("", OUTSIDE)]]


def resource_origin(manifest: Manifest, mesh: Mesh) -> Origin:
    """A resource of the stream as a client."""
    client = Client("resource", str(manifest.ref), manifest.ref)
    return Origin(client, possible_pods(manifest, mesh), tuple(service_accounts(manifest)))


def operator_origins(target: TargetResource, mesh: Mesh) -> list[Origin]:
    """The operators of the stream, or the one that the settings name."""
    found = []
    for ref, manifest in mesh.manifests.items():
        if manifest.is_operator:
            client = Client("operator", f"the operator {ref}", ref)
            accounts = tuple(service_accounts(manifest))
            found.append(Origin(client, possible_pods(manifest, mesh), accounts))
    if found:
        return found
    settings = mesh.settings[target.ref]
    plane = settings.dataPlane if meshed_operator(settings) else OUTSIDE
    namespace = operator_namespace(settings)
    pods = PodSet(namespace, plane, OPERATOR_LABELS, UNKNOWN_OF_OPERATOR)
    return [Origin(Client("operator", "the operator"), [[pods]], (OPERATOR_ACCOUNT,))]


def kubelet_origin() -> Origin:
    """The kubelet, which no mesh has."""
    return Origin(Client("kubelet", "the kubelet"), UNMESHED, is_kubelet=True)


def api_server_origin() -> Origin:
    """The API server, which no mesh has."""
    return Origin(Client("api-server", "the API server"), UNMESHED)


def any_meshed_origin(target: TargetResource, mesh: Mesh) -> Origin:
    """Any pod of the target's namespace in the data plane of the target."""
    inside = mesh.is_inside(target.ref)
    plane = mesh.settings[target.ref].dataPlane if inside else SIDECAR
    client = Client("meshed", "a pod in the mesh")
    return Origin(client, [[PodSet(target.ref.namespace, plane)]])


def any_outside_origin() -> Origin:
    """Any pod outside the mesh."""
    return Origin(Client("outside", "a pod outside the mesh"), UNMESHED)
