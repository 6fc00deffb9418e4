"""Objects that select by labels, found without a look at each one for each resource."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.paths import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

# ECK names the resource in one label of each of its pods: the value is known, so that an object
# that selects by this label concerns one resource of a name.
NAMES = frozenset(kind.selector for kind in KINDS.values() if kind.selector)


class SelectingObjects:
    """Objects by a label of their selectors, where they have one whose value is known.

    places: of the selector in an object; the first one that is not empty counts. known: the labels
    whose value is known of what is selected; None: each label. Of pods it is the name of their
    resource.
    """

    def __init__(
        self,
        objects: Iterable[Manifest],
        *places: Path,
        known: Collection[str] | None = NAMES,
    ) -> None:
        self._known = known
        self._named: dict[tuple[str, object], dict[int, Manifest]] = {}
        self._others: dict[int, Manifest] = {}
        for i, one in enumerate(objects):
            selectors = (mapping(one.body, place) for place in places)
            pair = self._known_pair(next(filter(None, selectors), {}))
            found = self._named.setdefault(pair, {}) if pair else self._others
            found[i] = one

    def that_select(self, selected: Iterable[Mapping[str, str]]) -> list[Manifest]:
        """Those that may select what has these labels, in their order; selected: the labels of each
        pod, or of whatever the objects select."""
        found = dict(self._others)
        for labels in selected:
            for key in labels if self._known is None else labels.keys() & self._known:
                found |= self._named.get((key, labels[key]), {})
        return [found[i] for i in sorted(found)]

    def _known_pair(self, selector: Body) -> tuple[str, object] | None:
        """The first label in a selector whose value is known, with its value; None without one."""
        for key, value in selector.items():
            if isinstance(value, str) and (self._known is None or key in self._known):
                return key, value
        return None
