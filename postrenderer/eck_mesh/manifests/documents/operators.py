"""Which workloads run ECK itself: those whose container reads the operator's configuration."""

from __future__ import annotations

from eck_mesh.manifests.kinds import OPERATORS
from eck_mesh.manifests.paths import expand, items, mappings
from eck_mesh.marks import OPERATOR

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body


def is_operator(group: str, kind: str, body: Body) -> bool:
    """Whether an object of a kind in OPERATORS is ECK's operator."""
    holder = OPERATORS.get((group, kind))
    for path in expand(body, holder) if holder else ():
        for container in mappings(body, (*path, "template", "spec", "containers")):
            if OPERATOR in map(str, items(container, ("args",))):
                return True
    return False
