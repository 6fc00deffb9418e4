"""Every connection that clients may open to the resources of a stream."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.connection import Connection


def connections(mesh: Mesh) -> list[Connection]:
    """What each client can do after a plan; mesh: after it. In the order of the stream."""
    return []
