"""The report of `eck-mesh status`: is the cluster ready for mode strict?"""

from __future__ import annotations

from eck_mesh.messages.reason import reason
from eck_mesh.status.desired import Desired
from eck_mesh.status.line import NOT_READY, NOTE, Line
from eck_mesh.status.operators import operator_lines
from eck_mesh.status.other_clients import other_client_lines
from eck_mesh.status.pods import pod_lines
from eck_mesh.status.policies.conflicts import conflict_lines
from eck_mesh.status.policies.hidden_services import hidden_service_lines
from eck_mesh.status.policies.rival_routes import rival_route_lines
from eck_mesh.status.policies.rival_sidecars import rival_sidecar_lines
from eck_mesh.status.tls_rollout import tls_lines
from eck_mesh.status.versions import version_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.status.live import Live


def readiness(
    live: Live, plan: Mesh | None, namespaces: list[str], operator_namespace: str
) -> Iterator[Line]:
    """A line for each pod, and for each object that keeps the plan from taking effect.

    plan: the mesh after the plan; None to check whether the live resources could become strict.
    """
    desired = Desired(live, plan, namespaces)
    if not desired.resources:
        yield Line(NOT_READY, ", ".join(namespaces), reason("no-resource-to-check"))
        return
    if not any(map(desired.is_strict, desired.resources)):
        yield Line(NOT_READY, "the stream", reason("stream-not-strict"), expected="strict")
    yield from version_lines(desired)
    yield from operator_lines(desired, operator_namespace)
    for manifest in desired.resources:
        yield from pod_lines(manifest, desired)
        yield from tls_lines(manifest, desired)
    for manifest in desired.other_clients:
        yield from other_client_lines(manifest, desired)
    yield from conflict_lines(desired)
    yield from hidden_service_lines(desired)
    yield from rival_sidecar_lines(desired)
    yield from rival_route_lines(desired)
    for manifest in desired.unknown_kinds:
        yield Line(NOTE, str(manifest.ref), reason("kind-not-checked"))
    yield Line(NOTE, "other clients", reason("clients-not-checked"))
