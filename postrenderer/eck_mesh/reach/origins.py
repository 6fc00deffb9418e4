"""The clients that connect to a resource, with their pods."""

from __future__ import annotations

from eck_mesh.istio.membership import OUTSIDE, SIDECAR
from eck_mesh.mesh.authorization.gateway_identities import gateway_clients
from eck_mesh.mesh.authorization.identities import Identity, allowed_identities
from eck_mesh.mesh.clients.callers import OPERATOR_ACCOUNT, service_accounts
from eck_mesh.mesh.clients.mesh_clients import OPERATOR_LABELS, UNKNOWN_OF_OPERATOR
from eck_mesh.mesh.policy_names import authorization_policy_ref
from eck_mesh.reach.attempt import Origin
from eck_mesh.reach.connection import Client
from eck_mesh.reach.pods import PodSet, possible_pods
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.target import TargetResource

STRANGER = "some-account"  # of a client that no policy knows
UNMESHED = [[PodSet("", OUTSIDE)]]


def resource_origin(manifest: Manifest, mesh: Mesh) -> Origin:
    """A resource of the stream as a client."""
    client = Client("resource", str(manifest.ref), manifest.ref)
    return Origin(client, possible_pods(manifest, mesh), tuple(service_accounts(manifest)))


def operator_origins(target: TargetResource, mesh: Mesh) -> list[Origin]:
    """The operators of the stream, or the one that the settings name."""
    found = []
    for ref in mesh.outside.operators_of(target.ref):
        manifest = mesh.manifests[ref]
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


def meshed_origins(target: TargetResource, known: Iterable[Manifest], mesh: Mesh) -> list[Origin]:
    """Any pod in the mesh. Where eck-mesh's policy tells clients apart, a stranger to it, and each
    identity that it allows and that others than the known clients have, or may have."""
    origin = any_meshed_origin(target, mesh)
    policy = mesh.manifests.get(authorization_policy_ref(target.manifest))
    if policy is None:
        return [origin]
    own = {
        Identity(one.ref.namespace, account) for one in known for account in service_accounts(one)
    }
    own.update(one.identity for one in gateway_clients(target.manifest, mesh) if one.identity)
    found = [origin._replace(accounts=(STRANGER,))]
    plane = origin.worlds[0][0].plane
    for identity in allowed_identities(policy):
        if identity.is_shared or identity not in own:
            client = Client("meshed", f"a pod in the mesh ({identity.short})")
            pods = [[PodSet(identity.namespace, plane)]]
            found.append(Origin(client, pods, (identity.account or STRANGER,)))
    return found


def any_outside_origin() -> Origin:
    """Any pod outside the mesh."""
    return Origin(Client("outside", "a pod outside the mesh"), UNMESHED)
