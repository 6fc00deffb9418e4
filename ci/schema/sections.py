"""The entries of each section: ECK's own fields in ECK's own words, and those of the chart."""

from __future__ import annotations

from typing import Any

from openapi import without_null
from own import Own

Node = dict[str, Any]
MAIN = {
    "description": "Resources of the main container, in the pod template.",
    "$ref": "#/definitions/ResourceRequirements",
}


def section_definitions(own: Own, kinds: Node, specs: dict[str, Node]) -> Node:
    """For each section the definition of one entry. kinds: the data files of the kinds; specs: of
    their CRDs, by kind."""
    found: Node = {}
    for section, row in own.sections():
        kind = kinds[section]
        spec = specs[kind["kind"]]
        known = spec["properties"]
        fields = dict(known)
        for path, reference in kind.get("references", {}).items():
            refer(fields, path.split("."), f"The key of {reference['to']}, or in ECK's own form")
        for name, selector in kind.get("selectors", {}).items():
            key = f"The key of {' and '.join(selector['to'])}, or in Kubernetes' own form"
            refer(fields, [name], key)
        for name, row_of_map in kind.get("maps", {}).items():
            of_elements = row_of_map.get("elements", {}).get("references", {})
            fields[name] = with_references(fields[name], of_elements)
            fields[name] = by_name(fields[name], row_of_map["key"])
        if "map" in row:
            fields[row["map"]] = own_map(fields[row["map"]], own.element(row["map"]))
        if "count" in kind.get("defaults", {}):
            fields |= own.element("counts")
        if "container" in kind or "containerFrom" in kind:
            fields["resources"] = MAIN
        fields |= own.beside(kind.get("beside", []) + kind.get("within", []))
        found[section] = entry(own, fields, spec)
        if kind.get("version") == "":
            del found[section]["properties"]["version"]
    return found


def entry(own: Own, fields: Node, spec: Node) -> Node:
    """One entry: the chart's own fields, and ECK's."""
    chart = own.entry()
    properties = chart | fields | chart
    properties["spec"] = newer(properties["spec"], spec["properties"])
    return closed(properties, spec["description"])


def closed(properties: Node, description: str) -> Node:
    """A mapping with these keys only."""
    return {
        "description": description,
        "type": ["object", "null"],
        "additionalProperties": False,
        "properties": properties,
    }


def refer(fields: Node, path: list[str], text: str) -> None:
    """Let a reference, or each element of a list of them, be text too. In place, in copies."""
    name, *below = path
    field = fields[name] = dict(fields[name])
    if below:
        field["properties"] = dict(field["properties"])
        refer(field["properties"], below, text)
    elif "items" in field:
        field["items"] = field["items"] | {"type": ["object", "string"]}
        field["type"] = ["array", "string", "null"]
        field["description"] = f"{text}, alone or in a list: {field['description']}"
    else:
        field["type"] = ["object", "string", "null"]
        field["description"] = f'{text}, or "" for none: {field["description"]}'


def with_references(field: Node, references: Node) -> Node:
    """A list of ECK in whose elements references may be text."""
    if not references:
        return field
    properties = dict(field["items"]["properties"])
    for name, reference in references.items():
        refer(properties, [name], f"The key of {reference['to']}, or in ECK's own form")
    return field | {"items": field["items"] | {"properties": properties}}


def by_name(field: Node, key: str) -> Node:
    """A list of ECK that may be a mapping by the names of its elements, with one of them left out
    by `enabled: false`."""
    item = {name: value for name, value in field["items"].items() if name != "required"}
    required = [name for name in field["items"].get("required", []) if name != key]
    if required:
        left_out = {"properties": {"enabled": {"const": False}}, "required": ["enabled"]}
        item |= {"if": left_out, "else": {"required": required}}
    off = {"description": "false: leaves it out. Default: true.", "type": ["boolean", "null"]}
    if "properties" in item:
        item["properties"] = {"enabled": off} | item["properties"]
    text = ["string"] if "string" in field["type"] else []
    return field | {
        "description": f"By {key}, or as a list. {field.get('description', '')}".rstrip(),
        "type": ["object", "array", *text, "null"],
        "additionalProperties": item,
    }


def own_map(field: Node, own: Node) -> Node:
    """A list of ECK that may be a mapping by the names of its elements, whose elements have fields
    of the chart's own too."""
    name = {"name": field["items"]["properties"]["name"]}
    properties = {key: node for key, node in field["items"]["properties"].items() if key != "name"}
    properties |= own | {"spec": newer(own["spec"], properties)}
    return {
        "description": field["description"],
        "type": ["object", "array", "null"],
        "items": closed(name | properties, "One of them.") | {"required": ["name"]},
        "additionalProperties": closed(properties, "One of them, by its name."),
    }


def newer(spec: Node, known: Node) -> Node:
    """`spec`, where fields newer than the chart are written: open, but a field without fields of
    its own that ECK has already takes what ECK takes."""
    simple = {name: node for name, node in known.items() if is_simple(node)}
    return spec | {"properties": simple} if simple else spec


def is_simple(node: Node) -> bool:
    """Whether a field has no fields of its own."""
    return without_null(node).get("type") not in (None, "object", "array")
