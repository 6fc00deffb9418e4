"""own.yaml, and its short forms as JSON Schema."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import yaml

Node = dict[str, Any]


class Own:
    """The hand-written part of the schema."""

    def __init__(self, path: Path) -> None:
        self._data: Node = yaml.safe_load(path.read_text())

    def top(self) -> Node:
        """The values at the top, except the sections."""
        return expanded_all(self._data["top"])

    def entry(self) -> Node:
        """The fields of the chart's own at each entry."""
        return expanded_all(self._data["entry"])

    def element(self, field: str) -> Node:
        """The fields of the chart's own in an element of a map, such as nodeSets."""
        return expanded_all(self._data[field])

    def beside(self, fields: Collection[str]) -> Node:
        """The fields that ask for objects beside a resource, or for parts of its spec. `enabled:
        false` is a way to ask for nothing."""
        found: Node = {}
        for field in fields:
            node = self._data["beside"][field]
            if "properties" in node:
                node = node | {"properties": self._data["besideAll"] | node["properties"]}
            found[field] = expanded(node)
        return found

    def sections(self) -> Iterator[tuple[str, Node]]:
        """The sections, with what own.yaml says about each."""
        yield from self._data["sections"].items()

    def entry_mesh(self, without: Collection[str]) -> Node:
        """The mesh block of a single resource: that of the release without some keys."""
        properties = self.top()["mesh"]["properties"]
        return {
            "description": "Mesh settings that override those of the release.",
            "type": ["object", "null"],
            "additionalProperties": False,
            "properties": {key: node for key, node in properties.items() if key not in without},
        }


def expanded_all(nodes: Node) -> Node:
    """Nodes by name, each in full."""
    return {name: expanded(node) for name, node in nodes.items()}


def expanded(node: Any) -> Any:
    """A node in full: short types, words and values are written out."""
    if isinstance(node, list):
        return [expanded(one) for one in node]
    if not isinstance(node, dict):
        return node
    full: Node = {}
    for key, value in node.items():
        if key == "type":
            full["type"] = types(value)
        elif key == "allOf":
            full["allOf"] = value  # conditions stand as JSON Schema has them
        elif key == "words":
            full["enum"] = [*value, None]
        elif key == "values":
            full["additionalProperties"] = expanded(value)
        elif key == "properties":
            full["additionalProperties"] = node.get("additionalProperties", False)
            full["properties"] = expanded_all(value)
        else:
            full[key] = expanded(value)
    return full


def types(text: str) -> str | list[str]:
    """`string | number?` as a list of types with null."""
    found = text.removesuffix("?").split(" | ")
    if text.endswith("?"):
        return [*found, "null"]
    return found if len(found) > 1 else found[0]
