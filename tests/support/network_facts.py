"""Who has to connect to whom in a stream, as the post-renderer reads it: what NetworkPolicies have to allow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eck_mesh.eck.kinds import KINDS
from eck_mesh.eck.resource import pod_labels, uses_host_network
from eck_mesh.eck.services import inbound_bypass_ports, role_ports
from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.mesh.addresses.dialed_ports import dialed_ports
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.placement import with_namespaces
from eck_mesh.settings.settings import Flags
from eck_mesh.settings.single_resources import settings_of_stream
from tests.support.network import Pod

NODE = Pod("", None, "10.0.0.7")
STRANGER = Pod("prod", {"app": "stranger"})
OPERATORS = [
    Pod("elastic-system", {label: "elastic-operator"})
    for label in ("control-plane", "app.kubernetes.io/name")
]
ISTIOD = Pod("istio-system", {"app": "istiod", "istio": "pilot"})
DNS = Pod("kube-system", {"k8s-app": "kube-dns"})


class Connection(NamedTuple):
    """A connection that has to be possible."""

    client: Pod
    target: Pod
    port: int
    between: tuple[Ref, Ref]


def mesh_of(text: str, flags: Flags) -> Mesh:
    """A stream as it came, without a plan."""
    manifests = read_manifests(list(stream.split(text)))
    settings = settings_of_stream(manifests, flags)
    placed = with_namespaces(manifests, settings, flags)
    pairs = zip(placed, settings, strict=True)
    return Mesh(placed, {manifest.ref: own for manifest, own in pairs if own is not None})


def pods_of(manifest: Manifest) -> list[Pod]:
    """The pods of a resource, one of each kind. On the host network they have the address of the node."""
    if uses_host_network(manifest):
        return [NODE]
    return [Pod(manifest.ref.namespace, labels) for labels in pod_labels(manifest)]


def resources(mesh: Mesh) -> list[Manifest]:
    return [one for one in mesh.manifests.values() if one.ref.kind in KINDS and not one.is_operator]


def of_the_chart(mesh: Mesh) -> list[Manifest]:
    """The resources that the chart makes of its sections, with pods that a NetworkPolicy can select."""
    return [
        one
        for one in resources(mesh)
        if "helm.sh/chart" in one.body["metadata"].get("labels", {})
        and KINDS[one.ref.kind].selector
        and NODE not in pods_of(one)
    ]


def policies_of(mesh: Mesh) -> list[Any]:
    """The NetworkPolicies of a stream, each with its namespace."""
    return [
        {**one.body, "metadata": {**one.body["metadata"], "namespace": one.ref.namespace}}
        for one in mesh.of_kind("NetworkPolicy")
    ]


def connections(mesh: Mesh) -> Iterator[Connection]:
    """By references and addresses, and between the pods of one resource."""
    for client in resources(mesh):
        ports = {(one.target, port) for one in mesh.dials(client) for port in _ports(mesh, one)}
        ports |= {(one.target, one.port) for one in dialed_ports(client, mesh)}
        if client.ref.kind == "Elasticsearch":
            ports |= {
                (client.ref, port) for port in (9200, *inbound_bypass_ports(client)) if port != 9443
            }
        for target, port in ports:
            if target in mesh.manifests:
                for source in pods_of(client):
                    for pod in pods_of(mesh.manifests[target]):
                        yield Connection(source, pod, port, (client.ref, target))


def _ports(mesh: Mesh, dialed: Any) -> list[int]:
    target = mesh.manifests.get(dialed.target)
    return role_ports(target, dialed.role) if target else []


def allowed_pairs(mesh: Mesh) -> set[tuple[Ref, Ref]]:
    """Who may connect to whom at all."""
    pairs = {one.between for one in connections(mesh)}
    pairs |= {
        (client.ref, one.target)
        for client in resources(mesh)
        for one in mesh.addresses.of_client(client.ref)
    }
    return pairs | {(one.ref, one.ref) for one in resources(mesh)}


def arrives_at(mesh: Mesh, one: Connection) -> list[int]:
    """The ports at which a connection may arrive: in ambient that of the mesh, too."""
    inside = [ref in mesh.settings and mesh.is_inside(ref) for ref in one.between]
    return [one.port, 15008] if all(inside) else [one.port]
