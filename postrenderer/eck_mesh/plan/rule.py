"""One row of the table of rules: where a rule is, and what it is about."""

from __future__ import annotations

from eck_mesh.plan.row import load
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Decision
    from eck_mesh.plan.row import About


class Rule(NamedTuple):
    """A rule that looks at each resource, or at the stream.

    module: below plan/rules. function: by default of the same name.
    about: without it in the stream the rule decides nothing; None where it always may.
    of_stream: whether it decides about the stream as a whole: (mesh) → decisions. Otherwise it
        decides about one resource, which has a mode, in the mesh around it: (manifest, mesh) →
        decisions.
    """

    module: str
    about: About | None = None
    function: str = ""
    of_stream: bool = False

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.function or self.module.rpartition(".")[2]

    @property
    def decide(self) -> Callable[..., Iterator[Decision]]:
        """The function, loaded at its first use."""
        return load(f"plan.rules.{self.module}", self.name)

    def decisions(self, mesh: Mesh) -> Iterator[Decision]:
        """What it decides; of each resource, in the order of the stream.

        A resource that an earlier pass has treated stays as it is, as a client and a target.
        """
        if self.about and not self.about.is_in(mesh):
            return
        decide = self.decide
        if self.of_stream:
            yield from decide(mesh)
            return
        for manifest in mesh.treated():
            if not mesh.settings[manifest.ref].fromEarlierPass:
                yield from decide(manifest, mesh)
