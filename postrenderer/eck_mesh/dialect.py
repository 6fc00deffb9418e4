"""YAML as Kubernetes reads it, written so that no reader retypes it.

Kubernetes reads through sigs.k8s.io/yaml, whose rules for plain scalars are those of go-yaml v2: `y` is true,
`1e3` and `08` are numbers, `12:30:00` and `2001-12-14` are strings. PyYAML decides otherwise on each of these.
Numbers keep the text they came with; strings are written plain only where no YAML reader could take them for
anything else. Nothing here registers itself with PyYAML's own classes.
"""

from __future__ import annotations

import re
from functools import cache

import yaml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

Error = yaml.YAMLError  # what load and dump raise

_Parser: Any
_Emitter: Any
if yaml.__with_libyaml__:
    _Parser, _Emitter = yaml.CSafeLoader, yaml.CSafeDumper
else:
    _Parser, _Emitter = yaml.SafeLoader, yaml.SafeDumper

_END_OF_MAP, _END_OF_LIST = yaml.MappingEndEvent(), yaml.SequenceEndEvent()
_BOOL = "tag:yaml.org,2002:bool"
_FLOAT = "tag:yaml.org,2002:float"
_INT = "tag:yaml.org,2002:int"
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
_STR = "tag:yaml.org,2002:str"

_TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
_FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])

# go-yaml v2 resolve.go: underscores are dropped, then strconv.ParseInt with base 0, then yamlStyleFloat.
_INT_TEXT = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)\Z")
_FLOAT_TEXT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
# No reader of YAML 1.1 or 1.2 takes such a word for anything but a string, the words of _WORDS apart.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
_WORDS = {word.lower() for word in _TRUE | _FALSE | _NULLS} | {"nan", "inf", "infinity"}


class Integer(int):
    """An int that remembers how it was written (`0755`, `0x1F`, `1_000`)."""

    text: str


class Float(float):
    """A float that remembers how it was written (`1.10`, `1e3`)."""

    text: str


def _resolvers() -> dict[str, list[tuple[str, Any]]]:
    """Which plain scalar has which type: PyYAML asks the patterns by first character."""
    words = ((_BOOL, _TRUE | _FALSE), (_NULL, _NULLS), (_MERGE, {"<<"}))
    table: dict[str, list[tuple[str, Any]]] = {}
    for tag, texts in words:
        match = re.compile("(?:" + "|".join(re.escape(text) for text in sorted(texts)) + r")\Z")
        for first in {text[:1] for text in texts}:
            table.setdefault(first, []).append((tag, match))
    for first in "+-.0123456789":
        table.setdefault(first, []).extend([(_INT, _Digits(_INT_TEXT)), (_FLOAT, _Digits(_FLOAT_TEXT))])
    return table


class _Digits:
    """Stands where PyYAML wants a pattern; looks at the text without underscores, as Go does."""

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


def _style(text: str) -> str | None:
    """None for plain, where every reader agrees that it is a string."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return None
    return "|" if _literal(text) else '"'


def _literal(text: str) -> bool:
    """Whether a block scalar shows the text and Helm 4's own rewriting leaves it alone: literal style without
    blanks at line ends, tabs, or lines that need an indentation indicator (yaml/go-yaml#337)."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and bool(lines[0])
        and lines[0][0] not in " #"
        and text.replace("\n", "").isprintable()
        and not text.endswith("\n\n")
        and all(line == line.rstrip() for line in lines)
    )


def _events(body: Any, flow: bool, add: Callable[[Any], None]) -> None:
    """The value as events: keys in their order, no aliases. Nodes and representers would cost as much again."""
    if isinstance(body, str):
        add(_string(body))
    elif isinstance(body, dict):
        add(yaml.MappingStartEvent(None, None, True, flow_style=flow))
        for key, value in body.items():
            if not isinstance(key, str):
                raise yaml.YAMLError(f"the key {key!r} is not a string: quote it")
            add(_string(key))
            _events(value, flow, add)
        add(_END_OF_MAP)
    elif isinstance(body, (list, tuple)):
        add(yaml.SequenceStartEvent(None, None, True, flow_style=flow))
        for element in body:
            _events(element, flow, add)
        add(_END_OF_LIST)
    else:
        add(yaml.ScalarEvent(None, None, (True, False), text_of(body)))


@cache
def _string(text: str) -> Any:
    """Its event, which has no place of its own: most strings of a stream come many times."""
    style = _style(text)
    return yaml.ScalarEvent(None, None, (style is None, True), text, style=style)


def text_of(value: Any) -> str:
    """A value that is no string, as it was written or as every reader takes it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return getattr(value, "text", None) or repr(value)
    raise yaml.YAMLError(f"{value!r} is nothing that a manifest can hold")


Loader.add_constructor(_INT, _integer)
Loader.add_constructor(_FLOAT, _float)
Loader.add_constructor(_BOOL, lambda loader, node: node.value in _TRUE)


def load(text: str) -> Any:
    """The one document in text, or None for comments only. yaml.YAMLError otherwise."""
    loader = Loader(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def dump(body: Any, flow: bool = False) -> str:
    """Block-style text, or one line of flow style, that ends in a newline. yaml.YAMLError for what no manifest can hold."""
    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent()]
    _events(body, flow, events.append)
    events += [yaml.DocumentEndEvent(), yaml.StreamEndEvent()]
    text: str = yaml.emit(events, Dumper=_Emitter, allow_unicode=True, width=1 << 30)
    return text
