"""The clients in the mesh of each resource: the operator, and resources of the stream."""

from __future__ import annotations

from eck_mesh.eck.references import references
from eck_mesh.eck.resource import kind_of, pod_labels, pod_templates
from eck_mesh.eck.services import inbound_bypass_ports, role_ports, services
from eck_mesh.manifests.paths import text
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import meshed_operator, operator_namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

OPERATOR_ACCOUNT = "elastic-operator"  # in Elastic's operator.yaml, and in Elastic's chart
OPERATOR_LABELS = dict.fromkeys(("control-plane", "app.kubernetes.io/name"), "elastic-operator")


class Pods(NamedTuple):
    """The pods of a client: their data plane, namespace, labels and service accounts.

    is_assumed: whether they are not in the stream, so that the account is only the usual one.
    """

    plane: str
    namespace: str
    labels: list[dict[str, str]]
    accounts: list[str]
    is_assumed: bool = False


class Caller(NamedTuple):
    """A client in the mesh, in words, with its pods, and how it connects to one resource.

    hosts: the full names of the Services; [] where it connects to pods.
    ports: of the resource's pods.
    """

    words: str
    pods: Pods
    hosts: list[str]
    ports: list[int]


def callers(mesh: Mesh) -> dict[Ref, list[Caller]]:
    """The clients in the mesh by the resource in the mesh that they connect to."""
    found: dict[Ref, list[Caller]] = {}
    inside = [one for one in mesh.treated() if mesh.is_inside(one.ref)]
    for target in inside:
        found.setdefault(target.ref, []).extend(_operators(target, mesh))
        if not mesh.plane(target.ref).leavesPortsOut:
            found[target.ref] += _nodes(target, mesh.settings[target.ref].dataPlane)
    for client in inside:
        for dialed in () if client.is_operator else mesh.dials(client):
            if dialed.target in found:
                found[dialed.target].append(_client(client, dialed, mesh))
    return found


def _client(client: Manifest, dialed: Dialed, mesh: Mesh) -> Caller:
    target = mesh.manifests[dialed.target]
    hosts = [mesh.host(target.ref, name) for name in services_dialed(client, dialed, target)]
    pods = _pods(client, mesh.settings[client.ref].dataPlane)
    ports = ports_dialed(client, dialed, target, mesh)
    return Caller(client_in_words(client.ref, target.ref), pods, hosts, ports)


def client_in_words(client: Ref, target: Ref) -> str:
    """A resource as a client, with its namespace where the target is in another one."""
    return f"{client.kind}/{client.name}" if client.namespace == target.namespace else str(client)


def ports_dialed(client: Manifest, dialed: Dialed, target: Manifest, mesh: Mesh) -> list[int]:
    """The pods' ports that a client connects to: behind the Services, or of the role."""
    by_service = mesh.exposure.ports_by_service(target)
    names = services_dialed(client, dialed, target)
    ports = {port for name in names for port in by_service.get(name, ())}
    return sorted(ports) or role_ports(target, dialed.role)


def services_dialed(client: Manifest, dialed: Dialed, target: Manifest) -> list[str]:
    """The Services of a reference: those that it names, or the first one of its role."""
    if dialed.service:
        return [dialed.service]
    if dialed.role != "http":
        return []
    first = [named.name for named in services(target) if named.service.role == "http"][:1]
    names = {}
    for one in references(client):
        if one.target == target.ref and one.row.role == dialed.role:
            name = text(client.body, (*one.path, "serviceName"))
            names.update(dict.fromkeys([name] if name else first))
    return list(names) or first


def _operators(target: Manifest, mesh: Mesh) -> Iterator[Caller]:
    """The operators of the stream, or the one that the settings name."""
    settings = mesh.settings[target.ref]
    if not kind_of(target).dialedByOperator or not meshed_operator(settings):
        return
    http = [named for named in services(target) if named.service.role == "http"]
    hosts = [mesh.host(target.ref, named.name) for named in http]
    ports = role_ports(target, "http")
    operators = mesh.outside.operators_of(target.ref)
    for ref, plane in operators.items():
        if plane:
            pods = _pods(mesh.manifests[ref], plane)
            yield Caller(f"the operator {ref}", pods, hosts, ports)
    if not operators:
        namespace = operator_namespace(settings)
        pods = Pods(settings.dataPlane, namespace, [OPERATOR_LABELS], [OPERATOR_ACCOUNT], True)
        yield Caller("the operator", pods, hosts, ports)


def _nodes(target: Manifest, plane: str) -> list[Caller]:
    """The resource's own pods, which connect to each other on ports that a sidecar leaves out."""
    ports = sorted(inbound_bypass_ports(target))
    if target.is_operator or not ports:
        return []
    return [Caller("its own nodes", _pods(target, plane), [], ports)]


def _pods(manifest: Manifest, plane: str) -> Pods:
    return Pods(plane, manifest.ref.namespace, pod_labels(manifest), service_accounts(manifest))


def service_accounts(manifest: Manifest) -> list[str]:
    """The service accounts of a resource's pods."""
    accounts = set()
    for template in pod_templates(manifest):
        spec = (*template, "spec")
        old = text(manifest.body, (*spec, "serviceAccount")) or "default"
        accounts.add(text(manifest.body, (*spec, "serviceAccountName")) or old)
    return sorted(accounts)
