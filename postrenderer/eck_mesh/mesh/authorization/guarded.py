"""What AuthorizationPolicies of the stream say to the clients of each resource.

Those are the operator, the resources that refer to it, the clients outside the mesh that are known,
and, on a data plane that cannot leave ports out, its own nodes.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.eck.services import inbound_bypass_ports
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.authorization import guards_of, judge
from eck_mesh.istio.authorization_rules import Access
from eck_mesh.manifests.kinds import AUTHORIZATION_POLICY
from eck_mesh.mesh.clients.callers import callers
from eck_mesh.mesh.selecting_objects import SelectingObjects
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.istio.authorization import Judgment
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.clients.callers import Caller
    from eck_mesh.mesh.model import Mesh


class Finding(NamedTuple):
    """A client that is not simply allowed, in words, and where it connects to."""

    target: Ref
    client: str
    access: Access
    judgment: Judgment


def findings(mesh: Mesh) -> Iterator[Finding]:
    """Each client and port to which the policies say anything but yes."""
    policies = mesh.of_kind(AUTHORIZATION_POLICY.kind)
    selecting = SelectingObjects(policies, ("spec", "selector", "matchLabels"))
    for target, clients in callers(mesh).items() if policies else ():
        manifest = mesh.manifests[target]
        labels, assumed = pod_labels(manifest), unknown_labels(manifest)
        near = selecting.that_select(labels)
        guards = list(guards_of(near, target.namespace, labels, assumed))
        for client, access in _accesses(manifest, clients, mesh) if guards else ():
            judgment = judge(guards, access)
            if judgment.outcome != "allowed":
                yield Finding(target, client, access, judgment)


def _accesses(target: Manifest, clients: list[Caller], mesh: Mesh) -> Iterator[tuple[str, Access]]:
    """Each client in words, with each identity and port; not the ports that bypass the sidecar."""
    past = inbound_bypass_ports(target) if mesh.plane(target.ref).leavesPortsOut else set()
    is_http = mesh.plane(target.ref).readsHttp and target.ref in mesh.without_tls
    for client in clients:
        for account in client.pods.accounts:
            for port in sorted({*client.ports} - past):
                yield client.words, Access(client.pods.namespace, account, port, is_http)
    for outside in mesh.outside.of_resource(target.ref):
        for port in sorted({*outside.ports} - past):
            yield outside.words, Access("", "", port, is_http)
