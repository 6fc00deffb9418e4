"""Text to values, by the rules of go-yaml v2, from the events of libyaml's parser.

A composer and a constructor would double the time. What few manifests have is left to them
(composed.py): anchors, tags, merge keys, keys that are collections, and documents with an error,
which get its message.
"""

from __future__ import annotations

from eck_mesh.kubeyaml.error import Error, misplaced_mark
from eck_mesh.kubeyaml.library import EVENTS, IS_FAST, PARSER, YAMLError
from eck_mesh.kubeyaml.scalars import plain_value
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Get = Callable[[], Any]

# Of collections; libyaml's composer and Python's stack end far above, manifests far below.
DEPTH = 300
_Scalar, _StreamEnd = EVENTS.ScalarEvent, EVENTS.StreamEndEvent
_Mapping, _MappingEnd = EVENTS.MappingStartEvent, EVENTS.MappingEndEvent
_List, _ListEnd = EVENTS.SequenceStartEvent, EVENTS.SequenceEndEvent
_MARK = "(?:^|[\n\r\x85\u2028\u2029])\ufeff"
# The tag `!`, which makes any scalar a string. libyaml does not say where it is.
BARE_TAG = r"!(?=[\s,\]}]|\Z)"


class _Unknown(Exception):
    """The document holds what only `composed` reads."""


def load(text: str) -> Any:
    """The one document in a text, or None for comments only. Error for anything else.

    Of a key that is given twice the last one counts, as for kubectl and Helm 3.
    """
    if not text:
        return None
    text = _as_kubectl_takes_it(text)
    if IS_FAST and not ("!" in text and re.search(BARE_TAG, text)):
        try:
            return _document(PARSER(text).get_event)
        except (_Unknown, YAMLError, ValueError):
            pass
    from eck_mesh.kubeyaml.composed import load_composed

    return load_composed(text)


def _as_kubectl_takes_it(text: str) -> str:
    """The lines of a text, each ended by a newline. Error for a byte order mark within it, which
    libyaml skips and go-yaml does not."""
    text = text.removeprefix("\ufeff")
    if "\r\n" in text:
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    text = _with_plain_separator(text)
    if "\ufeff" in text and (mark := re.search(_MARK, text)):
        raise misplaced_mark(text, mark.end() - 1)
    return text


def _with_plain_separator(text: str) -> str:
    """The text with a blank behind `---`, where kubectl takes a comment or any white space.

    Error for a line of `---` that another line break than a newline ends: kubectl knows none.
    """
    begin = 0 if text.startswith("---") else text.find("\n---") + 1
    end = text.find("\n", begin)
    line = text[begin + 3 : end]
    if not line or not text.startswith("---", begin):
        return text
    if len(line.splitlines()) > 1:
        problem = "the line of the separator ends with another character than a newline"
        raise Error(problem, text.count("\n", 0, begin) + 1)
    rest = line.lstrip()
    if rest[:1] in ("", "#") or line[0] == "\t":
        return f"{text[:begin]}--- {rest}{text[end:]}"
    return text


def _document(get: Get) -> Any:
    get()  # the start of the stream
    started = get()
    if started.__class__ is _StreamEnd:
        return None
    if started.tags:
        raise _Unknown
    value = _value(get(), get, 0)
    get()  # the end of the document
    if get().__class__ is not _StreamEnd:
        raise _Unknown
    return value


def _value(event: Any, get: Get, depth: int) -> Any:
    """The value that begins with an event, below so many collections."""
    kind = event.__class__
    if kind is _Scalar:
        return _scalar(event)
    if event.anchor or depth >= DEPTH:
        raise _Unknown
    if kind is _Mapping and not event.tag:
        return _mapping(get, depth + 1)
    if kind is _List and not event.tag:
        return _list(get, depth + 1)
    raise _Unknown


def _mapping(get: Get, depth: int) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    while True:
        event = get()
        kind = event.__class__
        if kind is _MappingEnd:
            return found
        if kind is not _Scalar:
            raise _Unknown
        key = _scalar(event)
        if key == "<<" or (key.__class__ is not str and key in found):
            raise _Unknown
        event = get()
        found[key] = _scalar(event) if event.__class__ is _Scalar else _value(event, get, depth)


def _list(get: Get, depth: int) -> list[Any]:
    found: list[Any] = []
    while True:
        event = get()
        if event.__class__ is _ListEnd:
            return found
        found.append(_value(event, get, depth))


def _scalar(event: Any) -> Any:
    """The value of a scalar without an anchor or a tag."""
    if event.tag or event.anchor:
        raise _Unknown
    return plain_value(event.value) if event.implicit[0] else event.value
