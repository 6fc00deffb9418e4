"""A rendered stream by chart, and the places in values that belong to each chart."""

from __future__ import annotations

import re

from eck_mesh.manifests.documents.stream import SOURCE, split
from eck_mesh.marks import LOCK
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.paths import Body

    Place = tuple[str, ...]  # the keys in values that lead to a chart, () for the root chart

_PATH = re.compile(f"^{SOURCE}(.*?)/(?:templates|crds)/", re.MULTILINE)


class Instance(NamedTuple):
    """The manifests of one chart in a stream."""

    place: Place
    text: str

    @property
    def is_locked(self) -> bool:
        return LOCK in self.text


def chart_instances(stream: str) -> list[Instance]:
    """The charts of a stream, from Helm's `# Source:` lines: CHART/charts/ALIAS/templates/…"""
    parts: dict[Place, str] = {}
    for document in split(stream):
        path = _PATH.search(document.text)
        if path:
            place = tuple(path[1].split("/charts/")[1:])
            parts[place] = parts.get(place, "") + document.text
    return [Instance(place, part) for place, part in parts.items()]


def locked_places(stream: str) -> set[Place]:
    """The places of the charts with something locked, which need a plan."""
    return {instance.place for instance in chart_instances(stream) if instance.is_locked}


def values_with_plans(plans: Iterable[tuple[Place, object]]) -> Body:
    """Values with each plan as mesh.compiled of its chart."""
    tree: Body = {}
    for place, plan in plans:
        here = tree
        for key in (*place, "mesh"):
            here = here.setdefault(key, {})
        here["compiled"] = plan
    return tree
