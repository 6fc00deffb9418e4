"""Nodes to values, as go-yaml v2 does it (decode.go)."""

from __future__ import annotations

import yaml

from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.loader import BARE_TAG
from eck_mesh.kubeyaml.scalars import (
    COLLECTIONS,
    MERGE,
    STRING,
    plain_value,
    tagged_value,
    unknown_tag,
)
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PLAIN = ""  # in place of the tag of a plain scalar without one
_WITH_BARE_TAG = re.compile(r"(?:&\S+\s+)?!\s|'|\"")


class Construction:
    """The values of one document. A node that is an alias, too, becomes one value."""

    def __init__(self, text: str) -> None:
        self.known: dict[int, Any] = {}
        self.source = text if re.search(BARE_TAG, text) else ""

    def value(self, node: Any) -> Any:
        """The value of a node. Error for what Kubernetes or eck-mesh cannot read."""
        if isinstance(node, yaml.ScalarNode):
            if node.value == "<<":
                self.known[id(node)] = "<<"  # as an alias it is a key like any other
            return self._scalar(node)
        if id(node) not in self.known:
            if node.tag not in COLLECTIONS:
                raise _error(node, unknown_tag(node.tag))
            build = self._mapping if isinstance(node, yaml.MappingNode) else self._list
            self.known[id(node)] = build(node)
        return self.known[id(node)]

    def _scalar(self, node: Any) -> Any:
        tag, text = node.tag, node.value
        if tag == PLAIN and self._has_bare_tag(node):
            return text
        if tag == STRING:
            return text
        try:
            return plain_value(text) if tag == PLAIN else tagged_value(tag, text)
        except ValueError as error:
            raise _error(node, str(error)) from error

    def _has_bare_tag(self, node: Any) -> bool:
        """Whether the tag `!` is before a scalar; an empty scalar without it has no extent."""
        begin = node.start_mark.index
        if not self.source or begin == node.end_mark.index:
            return False
        return bool(_WITH_BARE_TAG.match(self.source, begin))

    def _list(self, node: Any) -> list[Any]:
        return [self.value(element) for element in node.value]

    def _mapping(self, node: Any) -> dict[Any, Any]:
        """Of a key that is there twice the last one counts, also where a merge key brings it."""
        found: dict[Any, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _error(key, "a key is a mapping or a list")
            if key.value == "<<" and key.tag in (PLAIN, MERGE) and id(key) not in self.known:
                self.known[id(key)] = "<<"  # as an alias it is a key like any other
                self._merge(found, value)
            else:
                found[self._key(key, found)] = self.value(value)
        return found

    def _key(self, node: Any, found: dict[Any, Any]) -> Any:
        """The value of a key. Error where Python takes two keys for one, as it does 1 and true."""
        key = self._scalar(node)
        if not isinstance(key, str) and key in found:
            raise _error(node, f"the key {node.value} is there twice, and not a string: quote it")
        return key

    def _merge(self, found: dict[Any, Any], node: Any) -> None:
        """Take over the pairs of a mapping, or of a list of mappings, of which the first counts."""
        merged = node.value[::-1] if isinstance(node, yaml.SequenceNode) else [node]
        for one in merged:
            if not isinstance(one, yaml.MappingNode):
                raise _error(one, "a merge key needs a mapping or a list of mappings")
            found.update(self.value(one))


def _error(node: Any, problem: str) -> Error:
    return Error(problem, node.start_mark.line + 1)
