"""What is written in several places of the schema, once as a definition."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

Node = dict[str, Any]
SHORTEST = 300  # characters of what is worth a definition


def shared(definitions: Node) -> Node:
    """The definitions, and what they have in common as definitions named after its fields."""
    counts: Counter[str] = Counter()
    for node in definitions.values():
        _count(node, counts)
    names: dict[str, str] = {}
    made: Node = {}

    def walk(node: Any, name: str) -> Any:
        if isinstance(node, list):
            return [walk(one, name) for one in node]
        if not isinstance(node, dict):
            return node
        key = _key(node)
        if counts[key] < 2:
            return _below(node, name, walk)
        if key not in names:
            names[key] = _free(name, {**definitions, **made})
            made[names[key]] = {}  # the name is taken before the names of what is below
            made[names[key]] = _below(node, name, walk)
        reference = {"$ref": f"#/definitions/{names[key]}"}
        return reference | {k: v for k, v in node.items() if k == "description"}

    return {name: _below(node, name, walk) for name, node in definitions.items()} | made


def _below(node: Node, name: str, walk: Any) -> Node:
    """A node with its parts walked; the name of a part is the nearest field above it."""
    found: Node = {}
    for key, value in node.items():
        if key == "properties":
            found[key] = {field: walk(below, field) for field, below in value.items()}
        else:
            found[key] = walk(value, name) if isinstance(value, dict) else value
    return found


def _count(node: Any, counts: Counter[str]) -> None:
    """Count each long mapping; what is in one that was counted before is not counted again."""
    if not isinstance(node, dict):
        return
    key = _key(node)
    if key:
        counts[key] += 1
        if counts[key] > 1:
            return
    for below in node.get("properties", {}).values():
        _count(below, counts)
    for part in ("items", "additionalProperties"):
        _count(node.get(part), counts)


def _key(node: Node) -> str:
    """What two nodes have in common that differ only in their own description; empty if short."""
    text = json.dumps({key: value for key, value in node.items() if key != "description"})
    return text if len(text) > SHORTEST and "type" in node else ""


def _free(name: str, taken: Node) -> str:
    """A name that no definition has."""
    number = 1
    while f"{name}{number if number > 1 else ''}" in taken:
        number += 1
    return f"{name}{number if number > 1 else ''}"


def used(schema: Node, definitions: Node) -> Node:
    """The definitions that a schema reaches, by name."""
    found: set[str] = set()
    waiting: list[Any] = [schema]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        if not isinstance(node, dict):
            continue
        waiting += node.values()
        reference = node.get("$ref")
        name = reference.rsplit("/", 1)[1] if isinstance(reference, str) else ""
        if name and name not in found:
            found.add(name)
            waiting.append(definitions[name])
    return {name: definitions[name] for name in sorted(found)}
