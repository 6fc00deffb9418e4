"""The plan of an earlier compile among the values, which the chart must ignore now."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.compile.instances import values_with_plans
from eck_mesh.errors import UserError
from eck_mesh.helm.client import ValuesFile, chart_values
from eck_mesh.manifests.paths import mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.compile.instances import Place
    from eck_mesh.helm.client import Release

# The chart ignores a plan with this digest (templates/_compiled.tpl).
IGNORED = {"digest": "ignore", "changes": [], "created": []}


def places_of_plans(release: Release) -> set[Place]:
    """The charts for which the release's values, or the chart's own, hold a plan."""
    own = ValuesFile("the chart's values.yaml", chart_values(release.chart))
    found: set[Place] = set()
    for file in (own, *release.values):
        found.update(_places_in(file))
    return found


def without_plans(release: Release, places: Iterable[Place]) -> Release:
    """The release as if its values held no plan at these places."""
    ignored = values_with_plans((place, IGNORED) for place in places)
    return release.followed_by("ignore", kubeyaml.dump(ignored)) if ignored else release


def _places_in(file: ValuesFile) -> Iterator[Place]:
    if "compiled" not in file.text:
        return
    try:
        stack: list[tuple[Place, object]] = [((), kubeyaml.load(file.text))]
    except kubeyaml.Error as error:
        raise UserError(f"is not YAML: {error}", where=file.label) from error
    while stack:
        place, values = stack.pop()
        if "digest" in mapping(values, ("mesh", "compiled")):
            yield place
        for key, value in mapping(values).items():
            if isinstance(key, str):
                stack.append(((*place, key), value))
