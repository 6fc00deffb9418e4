"""Every connection that clients may open to the resources of a stream."""

from __future__ import annotations

from eck_mesh.reach.attempts import attempts
from eck_mesh.reach.judgment import judged
from eck_mesh.reach.target import target_resource

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.connection import Connection


def connections(mesh: Mesh) -> list[Connection]:
    """What each client can do after a plan; mesh: after it. In the order of the stream, for the
    resources that have settings and pods."""
    found: dict[Connection, Connection] = {}
    for manifest in mesh.treated():
        target = target_resource(manifest, mesh)
        for attempt in attempts(target, mesh) if target.worlds else ():
            connection = judged(attempt, target, mesh)
            found.setdefault(connection._replace(reasons=()), connection)
    return list(found.values())
