"""Limits on hostile documents: nesting that exhausts the stack, aliases that exhaust the memory.

Helm and kubectl read with go-yaml, which limits both (decode.go, allowedAliasRatio;
yamlprivateh.go, max_flow_level).
"""

from __future__ import annotations

import yaml

from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.loader import DEPTH
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_Parser: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
# A level of block style takes at least a column, and a sequence may share the column of its key.
_INDENTED = re.compile(rf"^[ \t?:-]{{{DEPTH // 2}}}", re.MULTILINE)
_TOO_DEEP = f"nested more than {DEPTH} levels deep"


def check_nesting(text: str) -> None:
    """Error where collections are nested too deep.

    Most texts cannot be, by their brackets and indentation; only others are parsed for it.
    """
    if text.count("[") + text.count("{") < DEPTH and not _INDENTED.search(text):
        return
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Parser):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEPTH:
            raise Error(_TOO_DEEP, event.start_mark.line + 1)


class _Extent(NamedTuple):
    """What a node holds with its aliases expanded."""

    nodes: int
    height: int


class Expansion:
    """The size of a document with its aliases expanded.

    In the composed document an alias is the same node as its anchor, so that no copy is needed.
    """

    def __init__(self) -> None:
        self.known: dict[int, _Extent] = {}
        self.open: set[int] = set()
        self.written = 0
        self.largest = 0
        self.line = 0

    def check(self, root: Any) -> None:
        """Error where go-yaml would refuse the document for its aliases."""
        total = self._extent(root, 1).nodes
        if total > 1000 and (total - self.written) / total > _allowed_share(total):
            raise Error(f"aliases expand {self.written} values to {total}", self.line)

    def _extent(self, node: Any, depth: int) -> _Extent:
        if isinstance(node, yaml.ScalarNode):
            self.written += 1
            return _Extent(1, 0)
        line = node.start_mark.line + 1
        if id(node) in self.open:
            raise Error("an anchor contains itself", line)
        known = self.known.get(id(node))
        if depth + (known.height if known else 0) > DEPTH:
            raise Error(_TOO_DEEP, line)
        if known is None:
            return self._first_extent(node, depth)
        self.written += 1  # the alias itself
        if known.nodes > self.largest:
            self.largest, self.line = known.nodes, line
        return known._replace(nodes=known.nodes + 1)

    def _first_extent(self, node: Any, depth: int) -> _Extent:
        self.written += 1
        self.open.add(id(node))
        found = [self._extent(child, depth + 1) for child in _children(node)]
        self.open.discard(id(node))
        height = 1 + max((extent.height for extent in found), default=0)
        extent = _Extent(1 + sum(extent.nodes for extent in found), height)
        self.known[id(node)] = extent
        return extent


def _children(node: Any) -> list[Any]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    children: list[Any] = node.value
    return children


def _allowed_share(total: int) -> float:
    """The part of all values that may come from aliases: 99 % in small documents, 10 % in huge."""
    small, huge = 400_000, 4_000_000
    return 0.99 - 0.89 * min(max(total - small, 0) / (huge - small), 1)
