"""Every connection that clients may open to the resources of a stream."""

from __future__ import annotations

from eck_mesh.reach.attempt import by_service
from eck_mesh.reach.attempts import attempts
from eck_mesh.reach.callers import callers_by_target
from eck_mesh.reach.judgment import judged
from eck_mesh.reach.origins import meshed_origins
from eck_mesh.reach.policy_index import PolicyIndex
from eck_mesh.reach.target import target_resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.connection import Connection


def connections(mesh: Mesh) -> list[Connection]:
    """What each client can do after a plan; mesh: after it. In the order of the stream, for the
    resources that have settings and pods."""
    found: dict[Connection, Connection] = {}
    callers, policies = callers_by_target(mesh), PolicyIndex(mesh.policies)
    for manifest in mesh.treated():
        target = target_resource(manifest, mesh, policies)
        known = callers.get(target.ref, [])
        for attempt in attempts(target, known, mesh) if target.worlds else ():
            connection = judged(attempt, target, mesh)
            found.setdefault(connection._replace(reasons=()), connection)
    return list(found.values())


def connections_by_services(mesh: Mesh) -> list[Connection]:
    """Of those only what any pod in the mesh can do by Services, at less cost."""
    policies = PolicyIndex(mesh.policies)
    found: list[Connection] = []
    for manifest in mesh.treated():
        target = target_resource(manifest, mesh, policies)
        origin = meshed_origins(target, (), mesh)[0]
        tried = [by_service(origin, one) for one in target.listings] if target.worlds else []
        found += [judged(attempt, target, mesh) for attempt in tried]
    return found
