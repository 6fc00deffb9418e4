"""The two kinds of rules: one that looks at each resource, and one that looks at the whole
stream."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Decision


class ResourceRule(NamedTuple):
    """Decides about one resource, which has a mode, in the mesh around it."""

    decide: Callable[[Manifest, Mesh], Iterator[Decision]]

    def decisions(self, mesh: Mesh) -> Iterator[Decision]:
        """What it decides about each resource, in the order of the stream.

        A resource that an earlier pass has treated stays as it is, as a client and a target.
        """
        for manifest in mesh.treated():
            if not mesh.settings[manifest.ref].fromEarlierPass:
                yield from self.decide(manifest, mesh)


class StreamRule(NamedTuple):
    """Decides about the stream as a whole."""

    decide: Callable[[Mesh], Iterator[Decision]]

    def decisions(self, mesh: Mesh) -> Iterator[Decision]:
        """What it decides."""
        return self.decide(mesh)
