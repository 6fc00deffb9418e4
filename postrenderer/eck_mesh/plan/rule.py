"""One row of the table of rules: where a rule is, and what it is about."""

from __future__ import annotations

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Decision


class Rule(NamedTuple):
    """A rule that looks at each resource, or at the stream.

    module: below plan/rules. function: by default of the same name.
    of_stream: whether it decides about the stream as a whole: (mesh) → decisions. Otherwise it
        decides about one resource, which has a mode, in the mesh around it: (manifest, mesh) →
        decisions.

    It has something to say only if the stream has one of these; without any of them, always. A rule
    that has nothing to say is not loaded.

    settings: of the mesh block, with another value than the default in any resource.
    kinds: of manifests, written or created.
    words: in the text of the stream (mesh/written.py). addresses: any, that a user wrote.
    """

    module: str
    function: str = ""
    of_stream: bool = False
    settings: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    addresses: bool = False

    @property
    def name(self) -> str:
        """The name of its function."""
        return self.function or self.module.rpartition(".")[2]

    @property
    def decide(self) -> Callable[..., Iterator[Decision]]:
        """The function, loaded at its first use."""
        module = __import__(f"eck_mesh.plan.rules.{self.module}", fromlist=[self.name])
        decide: Callable[..., Iterator[Decision]] = getattr(module, self.name)
        return decide

    def may_decide(self, mesh: Mesh) -> bool:
        """Whether it may decide anything about a stream."""
        if not (self.settings or self.kinds or self.words or self.addresses):
            return True
        if any(map(mesh.of_kind, self.kinds)) or any(mesh.differs(key) for key in self.settings):
            return True
        by_word = any(map(mesh.written.has, self.words))
        return by_word or (self.addresses and mesh.may_have_addresses)

    def decisions(self, mesh: Mesh) -> Iterator[Decision]:
        """What it decides; of each resource, in the order of the stream.

        A resource that an earlier pass has treated stays as it is, as a client and a target.
        """
        if not self.may_decide(mesh):
            return
        decide = self.decide
        if self.of_stream:
            yield from decide(mesh)
            return
        for manifest in mesh.treated():
            if not mesh.settings[manifest.ref].fromEarlierPass:
                yield from decide(manifest, mesh)
