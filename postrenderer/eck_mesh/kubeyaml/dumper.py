"""Values to text: strings plain only where every reader agrees, numbers as they came."""

from __future__ import annotations

import re
from functools import cache

import yaml

from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.loader import FALSE, NULLS, TRUE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_Emitter: Any = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
_END_OF_MAP, _END_OF_LIST = yaml.MappingEndEvent(), yaml.SequenceEndEvent()

# Every reader of YAML 1.1 and 1.2 reads such a word as a string, except for the words in _WORDS.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*\Z")
_WORDS = {word.lower() for word in TRUE | FALSE | NULLS} | {"nan", "inf", "infinity"}


def _style(text: str) -> str | None:
    """None for plain, where every reader agrees that it is a string."""
    if _PLAIN.match(text) and text.lower() not in _WORDS:
        return None
    return "|" if _literal(text) else '"'


def _literal(text: str) -> bool:
    """Whether a block scalar shows the text, and Helm 4's own rewriting leaves it unchanged.

    Literal style, without blanks at line ends, tabs, or lines that need an indentation indicator
    (yaml/go-yaml#337).
    """
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
    """The value as events: keys in their order, no aliases.

    PyYAML's nodes and representers would double the cost.
    """
    if isinstance(body, str):
        add(_string(body))
    elif isinstance(body, dict):
        add(yaml.MappingStartEvent(None, None, True, flow_style=flow))
        for key, value in body.items():
            if not isinstance(key, str):
                raise Error(f"the key {key!r} is not a string: quote it")
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
    """The event of a string. Cached: it carries no position, and most strings repeat."""
    style = _style(text)
    return yaml.ScalarEvent(None, None, (style is None, True), text, style=style)


def text_of(value: Any) -> str:
    """The text of a value that is not a string: as it was written, or as every reader reads it."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return getattr(value, "text", None) or repr(value)
    raise Error(f"{value!r} cannot be part of a manifest")


def with_text_keys(value: Any) -> Any:
    """The value with keys as JSON has them, through which Helm and the API server read YAML: the
    key `on` is "true"."""
    if isinstance(value, list):
        return [with_text_keys(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key if isinstance(key, str) else text_of(key): with_text_keys(one)
        for key, one in value.items()
    }


def dump(body: Any, flow: bool = False) -> str:
    """Block-style text, or one line of flow style; ends in a newline.

    Error for keys and values that cannot be part of a manifest.
    """
    events = [yaml.StreamStartEvent(), yaml.DocumentStartEvent()]
    _events(body, flow, events.append)
    events += [yaml.DocumentEndEvent(), yaml.StreamEndEvent()]
    text: str = yaml.emit(events, Dumper=_Emitter, allow_unicode=True, width=1 << 30)
    return text
