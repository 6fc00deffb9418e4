"""VirtualServices: what the sidecars of clients repeat of the requests to each HTTP Service."""

from __future__ import annotations

from eck_mesh.eck.services import services
from eck_mesh.istio.retries import RETRIES, retrying_route
from eck_mesh.istio.virtual_service import is_for_sidecars, names_host
from eck_mesh.manifests.kinds import VIRTUAL_SERVICE
from eck_mesh.mesh.policy_names import virtual_service_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.services import NamedService
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create


def virtual_services(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """One for each HTTP Service that the operator creates, where sidecars read HTTP."""
    if mesh.settings[manifest.ref].retries not in RETRIES:
        return
    every = [named for named in services(manifest) if named.service.role == "http"]
    if not every:
        return
    reads = mesh.is_inside(manifest.ref) and mesh.plane(manifest.ref).readsHttp
    if not reads or manifest.ref not in mesh.without_tls:
        yield Skip(manifest.ref, (), [reason("retries-not-used")])
    elif not manifest.ref.namespace:
        why = reason("virtual-service-needs-namespace", service=every[0].name)
        yield Refusal(manifest.ref, ("metadata", "namespace"), why)
    else:
        for named in every:
            yield from _of_service(manifest, named, mesh)


def _of_service(
    manifest: Manifest, named: NamedService, mesh: Mesh
) -> Iterator[Create | Skip | Refusal]:
    """The VirtualService, unless the stream has one for the host: a sidecar uses one for a host."""
    retries = RETRIES[mesh.settings[manifest.ref].retries]
    host = mesh.host(manifest.ref, named.name)
    own = virtual_service_ref(manifest, named.name)
    made = PolicyObject(VIRTUAL_SERVICE, own.name, retrying_route(host, retries.policy))
    theirs = _user_defined(own, host, mesh)
    if theirs:
        why = reason("keeps-your-virtual-service", rule=theirs, host=host)
        yield Skip(manifest.ref, (), [why])
    else:
        yield from create(manifest, mesh, made, [reason(retries.because)])


def _user_defined(own: Ref, host: str, mesh: Mesh) -> Ref | None:
    """The VirtualService of the stream that sidecars follow for a host; None without one."""
    for one in mesh.of_kind(VIRTUAL_SERVICE.kind):
        if one.ref != own and names_host(one, host) and is_for_sidecars(one):
            return one.ref
    return None
