"""Lists whose elements have a name, as mappings by that name."""

from __future__ import annotations

import itertools
import re

from eck_mesh.convert.references import key_of, target_of
from eck_mesh.manifests.paths import items, mapping, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.convert.charts import NamedList
    from eck_mesh.convert.parts import Context, Part
    from eck_mesh.manifests.paths import Body

SERVICE_NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
BOOLEANS = ("true", "false")


def named_list(part: Part, field: str, value: object, context: Context) -> object:
    """The list as a mapping by name.

    It stays a list where the mapping would say something else: eck-mesh's chart writes the elements
    of a mapping in the order of their names.
    """
    columns = part.chart.lists[field]
    elements = items(value)
    if columns.fields:
        elements = [_element(part, (field, i), one, context) for i, one in enumerate(elements)]
    names = [text(element, (columns.key,)) for element in mappings(elements)]
    if len(names) < len(elements) or not _can_be_keys(names, columns):
        return elements
    if any("enabled" in element for element in elements):
        return elements  # in a mapping it would leave the element out
    section = target_of(part.chart.kind, field)
    found: Body = {}
    for name, element in zip(names, elements, strict=True):
        rest = {key: one for key, one in element.items() if key != columns.key}
        found[name] = (section and key_of(rest, section, context.keys)) or rest
    return found


def _can_be_keys(names: Sequence[str], columns: NamedList) -> bool:
    if len(set(names)) < len(names) or not all(names) or set(names) & {*BOOLEANS}:
        return False
    if columns.partOfNames and not all(SERVICE_NAME.fullmatch(name) for name in names):
        return False
    if columns.longest and max(map(len, names), default=0) > columns.longest:
        return False
    return columns.anyOrder or all(a < b for a, b in itertools.pairwise(names))


def _element(part: Part, place: tuple[str, int], element: object, context: Context) -> Body:
    """An element with the fields that ECK has, as eck-mesh's chart takes them."""
    columns, path = part.chart.lists[place[0]], (*part.path, *place)
    found: Body = {}
    for key, value in mapping(element).items():
        if key in columns.fields or key == columns.key:
            found[key] = value
        else:
            context.findings.note((*path, key), "field-is-unknown")
    for key, value in columns.missing.items():
        if key not in found:
            context.findings.note(path, "count-is-missing")
            found[key] = value
    moved = {key: found.pop(key) for key in columns.inSpec if key in found}
    return {**found, "spec": moved} if moved else found
