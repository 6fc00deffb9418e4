"""Objects that select pods by labels, found without a look at each one for each resource."""

from __future__ import annotations

from eck_mesh.eck.kinds import KINDS
from eck_mesh.manifests.paths import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

# ECK names the resource in one label of each of its pods: the value is known, so that an object
# that selects by this label concerns one resource of a name.
NAMES = frozenset(kind.selector for kind in KINDS.values() if kind.selector)


class SelectingObjects:
    """Objects by the name of the resource whose pods they select, where they have it.

    places: of the selector in an object; the first one that is not empty counts.
    """

    def __init__(self, objects: Iterable[Manifest], *places: Path) -> None:
        self._named: dict[tuple[str, object], dict[int, Manifest]] = {}
        self._others: dict[int, Manifest] = {}
        for i, one in enumerate(objects):
            selectors = (mapping(one.body, place) for place in places)
            pair = _name_in(next(filter(None, selectors), {}))
            found = self._named.setdefault(pair, {}) if pair else self._others
            found[i] = one

    def of_pods(self, pods: Iterable[Mapping[str, str]]) -> list[Manifest]:
        """Those that may select pods with these labels, in their order."""
        found = dict(self._others)
        for labels in pods:
            for key in NAMES.intersection(labels):
                found |= self._named.get((key, labels[key]), {})
        return [found[i] for i in sorted(found)]


def _name_in(selector: Body) -> tuple[str, object] | None:
    """The label in a selector that names a resource, with its value; None without one."""
    for key, value in selector.items():
        if key in NAMES and isinstance(value, str):
            return key, value
    return None
