"""Values of a part that its chart ignores."""

from __future__ import annotations

from eck_mesh.convert.charts import TABLE
from eck_mesh.convert.helm_values import is_empty
from eck_mesh.manifests.paths import get, items, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.convert.findings import Findings
    from eck_mesh.convert.parts import Part
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.manifests.shape import Shape

ALWAYS = ("extraObjects",)


def find_ignored(part: Part, findings: Findings) -> None:
    """Note each value that was given and that no template reads."""
    for path in _ignored_paths(part):
        place = (*part.path, *path)
        if path[-1] in part.chart.pruned:
            findings.note(place, "field-is-unknown")
        elif path[-1] in part.chart.misplaced:
            findings.note(place, "value-is-misplaced", version=TABLE.version)
        else:
            chart, version = part.chart.name, TABLE.version
            findings.note(place, "value-is-ignored", chart=chart, version=version)
    for field in _hidden_fields(part):
        where = ".".join((*map(str, part.path), "spec", field))
        findings.note((*part.path, field), "value-is-hidden", other=where)


def _ignored_paths(part: Part) -> Iterator[Path]:
    chart = part.chart
    fields = {*chart.fields, *chart.holders}
    known = {*fields, *chart.shape, *ALWAYS, *(["spec"] if chart.spec else ())}
    yield from ((key,) for key in part.given if key not in known)
    if chart.spec:
        below = {path.partition(".")[0] for path in chart.renamed.values()}
        for key in mapping(part.given, ("spec",)):
            if key not in fields - {*chart.notInSpec} | below:
                yield ("spec", key)
    for key, shape in chart.shape.items():
        yield from _below(get(part.given, (key,)), shape, (key,))


def _below(value: object, shape: Shape, path: Path) -> Iterator[Path]:
    """The paths of keys that the shape does not have, where it lists them."""
    if isinstance(shape, list):
        for i, element in enumerate(items(value)):
            yield from _below(element, shape[0], (*path, i))
    elif isinstance(shape, dict):
        for key, inner in mapping(value).items():
            if key in shape:
                yield from _below(inner, shape[key], (*path, key))
            else:
                yield (*path, key)


def _hidden_fields(part: Part) -> Iterator[str]:
    """Fields that were given twice, with another value in `spec`, which counts."""
    spec: Body = mapping(part.given, ("spec",)) if part.chart.spec else {}
    for field in {*part.chart.fields} - {*part.chart.notInSpec}:
        first, second = spec.get(field), part.given.get(field)
        if not is_empty(first) and not is_empty(second) and first != second:
            yield field
