"""What a manifest looks like where it is read, and the places where a damaged one differs.

A shape is the name of a type ("string"), a mapping of keys to shapes, or a list with the shape of
its elements. What is missing or null fits every shape, except as an element of a list.
"""

from __future__ import annotations

from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason

    Fields = dict[str, Any]
    Shape = str | Fields | list[Any]

# Types by name, and their names in sentences.
TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "string": (str,),
    "integer": (int,),
    "port": (int, str),
    "mapping": (dict,),
    "list": (list,),
}
WANTED = {
    "boolean": "a boolean (true or false without quotes)",
    "string": "a string",
    "integer": "a whole number",
    "port": "a number or a name",
    "mapping": "a mapping",
    "list": "a list",
}
EACH = "*"  # as the only key of a mapping: the shape of all its values
UNIQUE = "name!"  # as a key in the shape of elements: each element has a name of its own


class Difference(NamedTuple):
    """One place that differs from its shape, and how."""

    path: Path
    why: Reason


def shape_at(path: str, shape: Shape) -> Shape:
    """The shape of a manifest that has `shape` at a path like `a.b[*].c`."""
    for part in reversed(path.split(".")):
        key = part.removesuffix("[*]")
        shape = {key: shape if key == part else [shape]}
    return shape


def differences(body: Any, shape: Shape) -> list[Difference]:
    """Every place where a body has another shape, with its path below the body."""
    if isinstance(shape, dict):
        return _values(body, shape) if isinstance(body, dict) else _check(body, "mapping")
    if isinstance(shape, list):
        return _elements(body, shape[0]) if isinstance(body, list) else _check(body, "list")
    return _check(body, shape)


def _values(body: Fields, shape: Fields) -> list[Difference]:
    found: list[Difference] = []
    for key in body if EACH in shape else shape:
        inner = shape[EACH] if EACH in shape else shape[key]
        value = body.get(key)
        if inner == "string" and not isinstance(key, str):
            found.append(Difference((), reason("unquoted-key", key=key)))
        elif value is not None and key != UNIQUE:  # what is missing fits
            found += _below(key, differences(value, inner))
    return found


def _elements(body: list[Any], shape: Shape) -> list[Difference]:
    found: list[Difference] = []
    for i, element in enumerate(body):
        if element is None:
            found.append(Difference((i,), _wrong_type(element, shape)))
        found += _below(i, differences(element, shape))
    if UNIQUE in shape and all(isinstance(element, dict) for element in body):
        found += _names([element.get("name") for element in body])
    return found


def _below(step: str | int, found: list[Difference]) -> list[Difference]:
    """The same places, seen from one step above. Most bodies fit: no path is made for them."""
    return found and [Difference((step, *one.path), one.why) for one in found]


def _names(names: list[Any]) -> Iterator[Difference]:
    """Lists keyed by name: a server-side apply rejects a name given twice, a client-side patch
    loses one."""
    for i, name in enumerate(names):
        if not isinstance(name, str):
            yield Difference((i,), reason("element-without-name"))
        elif name in names[:i] and name not in names[i + 1 :]:
            yield Difference((), reason("name-given-twice", name=name))


def _check(value: Any, wanted: str) -> list[Difference]:
    """The difference of a value that has another type; null fits every shape."""
    if value is None:
        return []
    is_bool = isinstance(value, bool)  # to Python a boolean is a whole number
    if not isinstance(value, TYPES[wanted]) or (is_bool and wanted != "boolean"):
        return [Difference((), _wrong_type(value, wanted))]
    return []


def _wrong_type(value: Any, shape: Shape) -> Reason:
    wanted = shape if isinstance(shape, str) else "list" if isinstance(shape, list) else "mapping"
    if wanted == "string" and isinstance(value, bool | int | float):
        written = str(value).lower() if isinstance(value, bool) else getattr(value, "text", value)
        return reason("unquoted-string", value=written)
    return reason("wrong-type", wanted=WANTED[wanted], found=_type_in_words(value))


def _type_in_words(value: Any) -> str:
    for name in "mapping", "list", "string", "boolean":
        if isinstance(value, TYPES[name]):
            return f"a {name}"
    return "null" if value is None else "a number"
