"""Schemas of OpenAPI, of CRDs and of Kubernetes, as JSON Schema of draft 7."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Node = dict[str, Any]
Special = Callable[[str, Node], Node | None]

KEPT = ("enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems")
INT_OR_STRING: Node = {"type": ["integer", "string", "null"]}
QUANTITY: Node = {
    "description": "An amount, such as 500m, 2 or 4Gi.",
    "type": ["string", "number", "null"],
    "pattern": r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$",
}
LONGEST = 200  # characters of a description
END = re.compile(r"(?<!e\.g)(?<!i\.e)(?<! vs)(?<!etc)[.:](?= +[A-Z`\"*-]|$)| More info: | \+[a-z]")


class Converter:
    """special: what a field is, by its name, if not what OpenAPI says; said: descriptions of fields
    that have none, by name."""

    def __init__(self, special: Special, said: dict[str, str]) -> None:
        self.special, self.said = special, said

    def field(self, node: Node, name: str = "") -> Node:
        """A node of OpenAPI in draft 7. Every field takes null, which is what Helm 3 leaves of a
        value that a later file removes; elements of lists do not."""
        text = sentence(node.get("description") or self.said.get(name, ""))
        said = {"description": text} if text else {}
        instead = self.special(name, node)
        if instead is not None:
            return instead | said
        made: Node = {**said, **{key: node[key] for key in KEPT if key in node}}
        if "type" in node:
            made["type"] = [node["type"], "null"]
        if "pattern" in made:  # ECK's webhooks mean the whole text.
            made["pattern"] = (
                f"^({made['pattern']})?$" if made["pattern"][0] != "^" else made["pattern"]
            )
        if "enum" in made:
            made["enum"] = [*made["enum"], None]
        if "items" in node:
            made["items"] = without_null(self.field(node["items"]))
        return made | self._keys(node)

    def _keys(self, node: Node) -> Node:
        """What a mapping holds."""
        if "properties" in node:
            return {
                "additionalProperties": bool(node.get("x-kubernetes-preserve-unknown-fields")),
                "properties": {
                    key: self.field(one, key) for key, one in node["properties"].items()
                },
                **_required(node),
            }
        if isinstance(node.get("additionalProperties"), dict):
            return {"additionalProperties": self.field(node["additionalProperties"])}
        return {}


def _required(node: Node) -> Node:
    """What is required and has no default, which the API server would fill in."""
    found = [key for key in node.get("required", []) if "default" not in node["properties"][key]]
    return {"required": found} if found else {}


def without_null(node: Node) -> Node:
    """A node that does not take null."""
    kinds = [kind for kind in node.get("type", []) if kind != "null"]
    if not kinds:
        return node
    return node | {"type": kinds if len(kinds) > 1 else kinds[0]}


def sentence(text: str) -> str:
    """The first sentence of a description, in one line."""
    line = " ".join(text.split())
    end = END.search(line, 12)
    if end:
        line = line[: end.start()] + "."
    if len(line) > LONGEST:
        line = line[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
    return line
