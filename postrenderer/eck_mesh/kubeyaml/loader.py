"""Text to values, by go-yaml v2's rules for plain scalars."""

from __future__ import annotations

import re

import yaml

from eck_mesh.kubeyaml.error import error_in_words
from eck_mesh.kubeyaml.limits import Expansion, check_nesting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# libyaml accepts tabs behind a separator, as go-yaml does; PyYAML's own parser does not.
_TABS = re.compile(r"^---\t+", re.MULTILINE)
_Parser: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_BOOL = "tag:yaml.org,2002:bool"
_FLOAT = "tag:yaml.org,2002:float"
_INT = "tag:yaml.org,2002:int"
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"

TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
NULLS = frozenset(["", "~", "null", "Null", "NULL"])

# go-yaml v2 resolve.go: without underscores, strconv.ParseInt with base 0, then yamlStyleFloat.
_INT_TEXT = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)\Z")
_FLOAT_TEXT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")


class Integer(int):
    """An int that remembers how it was written (`0755`, `0x1F`, `1_000`)."""

    text: str


class Float(float):
    """A float that remembers how it was written (`1.10`, `1e3`)."""

    text: str


def _resolvers() -> dict[str, list[tuple[str, Any]]]:
    """The type of each plain scalar: PyYAML looks its patterns up by the first character."""
    words = ((_BOOL, TRUE | FALSE), (_NULL, NULLS), (_MERGE, {"<<"}))
    table: dict[str, list[tuple[str, Any]]] = {}
    for tag, texts in words:
        match = re.compile("(?:" + "|".join(re.escape(text) for text in sorted(texts)) + r")\Z")
        for first in {text[:1] for text in texts}:
            table.setdefault(first, []).append((tag, match))
    for first in "+-.0123456789":
        table.setdefault(first, []).extend(
            [(_INT, _Digits(_INT_TEXT)), (_FLOAT, _Digits(_FLOAT_TEXT))]
        )
    return table


class _Digits:
    """A pattern for PyYAML's resolvers that matches the text without underscores, as Go does."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern

    def match(self, text: str) -> Any:
        return self.pattern.match(text.replace("_", "") if text[:1] != "." else text)


_RESOLVERS = _resolvers()


class Loader(_Parser):
    """Reads one document as Kubernetes does. An unknown tag is an error: nothing is guessed."""

    yaml_implicit_resolvers = _RESOLVERS


def _integer(_: Any, node: Any) -> int:
    text = node.value.replace("_", "")
    digits = text.lstrip("+-")
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    value = Integer(int(digits, 8 if octal else 0) * (-1 if text[0] == "-" else 1))
    value.text = node.value
    return value


def _float(_: Any, node: Any) -> Any:
    value = Float(node.value.replace("_", ""))
    if value in (float("inf"), float("-inf")):
        return node.value  # out of range: Go keeps the text
    value.text = node.value
    return value


Loader.add_constructor(_INT, _integer)
Loader.add_constructor(_FLOAT, _float)
Loader.add_constructor(_BOOL, lambda loader, node: node.value in TRUE)


def load(text: str) -> Any:
    """The one document in a text, or None for comments only. Error for anything else.

    Of a key that is given twice the last one counts, as for kubectl and Helm 3.
    """
    if "---\t" in text:
        text = _TABS.sub("--- ", text)
    try:
        check_nesting(text)
        loader = Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return None
            if "*" in text and "&" in text:
                Expansion().check(node)
            return loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise error_in_words(error, text) from error
