"""The ports of a plan that clients outside the mesh can connect to, by whom, and how."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, kind_of, metadata_of, pod_templates
from eck_mesh.eck.services import inbound_bypass_ports
from eck_mesh.istio.annotation_values import ports as listed_ports
from eck_mesh.istio.annotations import EXCLUDE_IN
from eck_mesh.manifests.paths import mapping
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.mesh.clients.operator_ports import other_ports
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import Reason, reason
from eck_mesh.plan.rules.policies.admitted_clients import admitted_clients
from eck_mesh.plan.rules.policies.peer_authentication import closed_by_user
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

# The message of an open port by that of the policy that opens it.
ENCRYPTION = {
    "admits-by-eck-tls": "opened-by-eck-tls",
    "admits-without-eck-tls": "opened-without-eck-tls",
}


class Opened(NamedTuple):
    """Ports of one resource that clients outside the mesh can connect to.

    ports: () for every port.
    clients: in words; () for any client.
    how: by what, as the sentence of a message.
    bypass: whether the ports bypass every sidecar by their nature, and protect themselves.
    """

    ref: Ref
    ports: tuple[int, ...]
    clients: tuple[str, ...]
    how: Reason
    bypass: bool = False


def opened_ports(mesh: Mesh) -> list[Opened]:
    """What is open after a plan; mesh: after it. In the order of the stream."""
    found: list[Opened] = []
    for ref, manifest in mesh.manifests.items():
        if manifest.is_operator and ref in mesh.settings:
            found += _of_operator(manifest, mesh)
        elif is_known(ref) and not manifest.is_operator:
            found += _of_known(manifest, mesh)
    return found


def _of_operator(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    """Its webhook, which the API server calls, and what else it serves: metrics."""
    webhook = inbound_bypass_ports(manifest)
    if not other_ports(manifest, mesh) or not mesh.is_inside(manifest.ref):
        yield from _bypass(manifest, mesh)
        return
    for one in _of_resource(manifest, mesh):
        if one.bypass or not one.ports or not webhook.issuperset(one.ports):
            yield one


def _of_known(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    if mesh.exposure.served_ports(manifest):
        yield from _of_resource(manifest, mesh)
    udp = tuple(mesh.exposure.udp_ports(manifest))
    if udp and mesh.mode(manifest.ref) == "strict":
        why = reason("opened-by-udp", ports=", ".join(f"{port}/UDP" for port in udp))
        yield Opened(manifest.ref, udp, (), why)


def _of_resource(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    ref, row = manifest.ref, mesh.row(manifest.ref).peerAuthentication
    if row is None:
        yield Opened(ref, (), (), reason("opened-outside-the-mesh", mode=mesh.mode(ref)))
        return
    if row.mode != "STRICT":
        yield Opened(ref, (), (), reason("opened-by-mode", mode=mesh.mode(ref)))
    elif not (mesh.settings[ref].peerAuthentications or closed_by_user(manifest, mesh)):
        yield Opened(ref, (), (), reason("opened-unless-mesh-is-strict"))
    elif mesh.settings[ref].fromEarlierPass:
        yield from _by_earlier_pass(manifest, mesh)
    else:
        for one in admitted_clients(manifest, mesh):
            clients = tuple(one.clients)
            why = reason(
                ENCRYPTION[one.encryption], ports=_joined(one.ports), clients=_joined(clients)
            )
            yield Opened(ref, one.ports, clients, why)
        yield from _by_annotation(manifest, mesh)
    yield from _bypass(manifest, mesh)


def _by_earlier_pass(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    """The exceptions of a policy that is in the stream already."""
    policy = mesh.manifests.get(peer_authentication_ref(manifest))
    found = mapping(policy.body, ("spec", "portLevelMtls")) if policy else {}
    ports = tuple(sorted(whole_number(str(port)) for port in found if str(port).isdecimal()))
    if policy and ports:
        why = reason("opened-by-earlier-pass", ports=_joined(ports), policy=policy.ref)
        yield Opened(manifest.ref, ports, ("the clients of an earlier pass",), why)


def _by_annotation(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    """Ports that a user lets bypass the sidecar, apart from those of the kind."""
    if not mesh.plane(manifest.ref).leavesPortsOut:
        return
    own = inbound_bypass_ports(manifest)
    found: set[int] = set()
    for template in pod_templates(manifest):
        value = metadata_of(manifest, template, "annotations").get(EXCLUDE_IN, "")
        found.update(port for port in listed_ports(value) if port not in own)
    if found:
        ports = tuple(sorted(found))
        why = reason("opened-by-annotation", ports=_joined(ports), annotation=EXCLUDE_IN)
        yield Opened(manifest.ref, ports, (), why)


def _bypass(manifest: Manifest, mesh: Mesh) -> Iterator[Opened]:
    """Ports that bypass every sidecar, and what a data plane does not see."""
    ref, ports = manifest.ref, tuple(sorted(inbound_bypass_ports(manifest)))
    if ports and mesh.is_inside(ref):
        how = kind_of(manifest).bypassProtection
        if mesh.plane(ref).leavesPortsOut or manifest.is_operator:
            yield Opened(ref, ports, (), reason(how, ports=_joined(ports)), bypass=True)
    if mesh.is_inside(ref) and mesh.plane(ref).bypass:
        yield Opened(ref, (), (), reason(mesh.plane(ref).bypass), bypass=True)


def _joined(values: Iterable[object]) -> str:
    return ", ".join(map(str, values))
