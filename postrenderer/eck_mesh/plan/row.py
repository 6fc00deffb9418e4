"""What the rows of the tables of rules and notes have in common."""

from __future__ import annotations

from eck_mesh.istio.modes import plane_labels
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from eck_mesh.mesh.model import Mesh


class About(NamedTuple):
    """What must be there, one of it at least, for a rule or a note to have anything to say.

    settings: of the mesh block, with another value than the default in any resource.
    kinds: of manifests, written or created.
    words: in the text of the stream (mesh/written.py). addresses: any, that a user wrote.
    planeLabels: the labels by which pods join a data plane, or stay out of it.
    """

    settings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    addresses: bool = False
    planeLabels: bool = False

    def is_in(self, mesh: Mesh) -> bool:
        """Whether a stream has any of it."""
        return (
            any(map(mesh.of_kind, self.kinds))
            or any(map(mesh.differs, self.settings))
            or any(map(mesh.written.has, self.words))
            or (self.addresses and mesh.may_have_addresses)
            or (self.planeLabels and any(map(mesh.written.has, plane_labels())))
        )


def load(module: str, name: str) -> Callable[..., Iterator[Any]]:
    """A function of a module of the package, which is loaded only now."""
    found: Callable[..., Iterator[Any]] = getattr(
        __import__(f"eck_mesh.{module}", fromlist=[name]), name
    )
    return found
