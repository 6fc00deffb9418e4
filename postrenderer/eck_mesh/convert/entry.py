"""The values of a part as an entry of eck-mesh's chart, in which the fields of the spec stand."""

from __future__ import annotations

from eck_mesh.convert.charts import TABLE
from eck_mesh.convert.helm_values import is_empty
from eck_mesh.convert.lists import named_list
from eck_mesh.convert.objects import ACCOUNT, account_of
from eck_mesh.convert.references import with_keys
from eck_mesh.manifests.paths import get, mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.convert.findings import Findings
    from eck_mesh.convert.parts import Context, Part
    from eck_mesh.manifests.paths import Body, Path

COUNT = "count"


def entry_of(part: Part, context: Context) -> Body:
    """The entry of a part."""
    chart = part.chart
    fields = {**_fields(part, context.findings), **chart.constants}
    if chart.reference and chart.reference not in fields:
        fields[chart.reference] = ""
    fields = with_keys(fields, chart.kind, context.keys)
    for field in chart.lists.keys() & fields.keys():
        fields[field] = named_list(part, field, fields[field], context)
    entry: Body = {"name": part.name}
    for key in "labels", "annotations":
        if not is_empty(part.values.get(key)):
            entry[key] = part.values[key]
    account = account_of(part)
    return entry | fields | ({ACCOUNT: account} if account else {})


def _fields(part: Part, findings: Findings) -> Body:
    """The fields of the spec that the templates write: those that are not empty."""
    chart, found = part.chart, {}
    for field in chart.fields:
        path, value = _chosen(part, (field,))
        if not is_empty(value):
            found[field] = _cleaned(value, (*part.path, *path), findings)
        elif field == COUNT:
            found[field] = 0
    for field, source in chart.renamed.items():
        _, value = _chosen(part, tuple(source.split(".")))
        if not is_empty(value):
            found[field] = value
    for field in chart.holders:
        path, value = _chosen(part, (field,))
        if field in part.values or field in mapping(part.values, ("spec",)):
            found[field] = _cleaned(value or {}, (*part.path, *path), findings)
    for field, switch in chart.emptied.items():
        if field in found:
            found |= _switched(field, switch, mapping(found.pop(field)))
    return found


def _switched(field: str, switch: str, value: Body) -> Body:
    """A field that a switch of eck-stack makes {}; nothing if it says nothing."""
    if not is_empty(value.get(switch)):
        return {field: {}}
    rest = {key: one for key, one in value.items() if key != switch and not is_empty(one)}
    return {field: rest} if rest else {}


def _chosen(part: Part, path: Path) -> tuple[Path, object]:
    """The value of a field and its path: that below `spec`, unless it is empty."""
    may = part.chart.spec and path[0] not in part.chart.notInSpec
    below = get(part.values, ("spec", *path)) if may else None
    return (path, get(part.values, path)) if is_empty(below) else (("spec", *path), below)


def _cleaned(value: object, path: Path, findings: Findings) -> object:
    """The value without nulls, which Helm 3 and Helm 4 read differently, and without keys of a pod
    template that nothing reads."""
    if path[-1] in TABLE.opaque:
        return value
    if isinstance(value, list):
        return [_cleaned(one, (*path, i), findings) for i, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    cleaned = {}
    for key, one in value.items():
        if key in TABLE.misspelled and "podTemplate" in path:
            findings.note((*path, key), "key-is-misspelled")
        elif one is not None:
            cleaned[key] = _cleaned(one, (*path, key), findings)
    return cleaned
