"""What makes a policy of mesh.authorization impossible: clients that it cannot name, or cannot see.

A waypoint forwards in connections of its own: the proxies of the pods then see its identity, and
not its clients' (docs/ambient.md).
"""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.eck.services import services
from eck_mesh.istio.names import WAYPOINT
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.authorization.gateway_identities import gateway_clients
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.settings import meshed_ingress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.authorization.allowed_clients import Allowed
    from eck_mesh.mesh.model import Mesh


def nameless(target: Manifest, allowed: Sequence[Allowed]) -> Iterator[Refusal]:
    """Refuse clients whose namespace nothing shows: it is a part of their identity."""
    if not target.ref.namespace or any(
        one.identity.account and not one.identity.namespace for one in allowed
    ):
        why = reason("authorization-needs-namespace")
        yield Refusal(target.ref, ("metadata", "namespace"), why)


def waypoints(target: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse a user-defined waypoint before the pods or a Service, where the plane has any."""
    if mesh.plane(target.ref).injects:
        return
    holders = [named.template for named in services(target) if named.template]
    for holder in (*pod_templates(target), *holders):
        path = metadata_paths(target, holder, "labels").get(WAYPOINT)
        if path and text(target.body, path) != "none":
            yield Refusal(target.ref, path, reason("authorization-behind-waypoint"))
    path = ("metadata", "labels", WAYPOINT)
    for service, _ in mesh.exposure.services_selecting(target.ref):
        if text(service.body, path, "none") != "none":
            yield Refusal(service.ref, path, reason("authorization-behind-waypoint"))


def unknown_gateways(target: Manifest, mesh: Mesh, added: Sequence[Allowed]) -> Iterator[Refusal]:
    """Refuse gateways and controllers in the mesh whose identity nothing shows, unless mesh.allow
    adds clients for their ports."""
    open_to = {port for one in added for port in one.ports}
    found = [
        ("gateway-has-unknown-identity", one.route.ref, one.route.ports)
        for one in gateway_clients(target, mesh)
        if one.identity is None
    ]
    if meshed_ingress(mesh.settings[target.ref]):
        name = "controller-has-unknown-identity"
        found += [(name, one.ingress.ref, one.ports) for one in mesh.exposure.routes(target)]
    for name, ref, numbers in dict.fromkeys((one, ref, tuple(p)) for one, ref, p in found):
        if not open_to.issuperset(numbers):
            ports = ", ".join(map(str, numbers))
            yield Refusal(ref, (), reason(name, target=target.ref, ports=ports))
