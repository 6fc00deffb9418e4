"""Values to text: an emitter of its own for the two styles that are written, block and flow.

The bytes are those that libyaml writes. PyYAML's emitter would cost an object for each value.
"""

from __future__ import annotations

from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.scalars import Integer
from eck_mesh.kubeyaml.strings import in_block, on_one_line, simple_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def dump(body: Any, flow: bool = False) -> str:
    """Block-style text, or one line of flow style; ends in a newline. Keys keep their order.

    Error for keys and values that cannot be part of a manifest.
    """
    if not isinstance(body, (dict, list, tuple)) or not body:
        return f"{_leaf(body, '  ')}\n"
    if flow:
        return f"{_in_flow(body)}\n"
    parts: list[str] = []
    write = _write_mapping if isinstance(body, dict) else _write_list
    write(body, "", "", parts.append)
    return "".join(parts)


def _write_mapping(body: Any, first: str, indent: str, write: Callable[[str], None]) -> None:
    """Each key on a line of its own: the first behind what its line has already."""
    start, inner = first, f"{indent}  "
    for key, value in body.items():
        simple = simple_key(key) if isinstance(key, str) else ""
        if simple:
            if isinstance(value, str) and "\n" not in value:  # the usual pair, at once
                write(f"{start}{simple}: {on_one_line(value)}\n")
                start = indent
                continue
            write(f"{start}{simple}:")
            first, first_of_list, list_indent = f"\n{inner}", f"\n{indent}", indent
        else:
            write(f"{start}? {in_block(_key(key), inner)}\n{indent}:")
            first, first_of_list, list_indent = " ", " ", inner
        start = indent
        if isinstance(value, dict) and value:
            _write_mapping(value, first, inner, write)
        elif isinstance(value, (list, tuple)) and value:
            _write_list(value, first_of_list, list_indent, write)
        else:
            write(f" {_leaf(value, inner)}\n")


def _write_list(body: Any, first: str, indent: str, write: Callable[[str], None]) -> None:
    """Each element behind a dash."""
    start, inner = first, f"{indent}  "
    for element in body:
        if isinstance(element, dict) and element:
            _write_mapping(element, f"{start}- ", inner, write)
        elif isinstance(element, (list, tuple)) and element:
            _write_list(element, f"{start}- ", inner, write)
        else:
            write(f"{start}- {_leaf(element, inner)}\n")
        start = indent


def _in_flow(body: Any) -> str:
    if isinstance(body, dict):
        return f"{{{', '.join([_pair(*pair) for pair in body.items()])}}}"
    if isinstance(body, (list, tuple)):
        return f"[{', '.join([_in_flow(element) for element in body])}]"
    return on_one_line(body) if isinstance(body, str) else text_of(body)


def _pair(key: Any, value: Any) -> str:
    """A pair of a mapping in flow style."""
    simple = simple_key(_key(key))
    return f"{simple}: {_in_flow(value)}" if simple else f"? {on_one_line(key)} : {_in_flow(value)}"


def _key(key: Any) -> str:
    """The key. Error where it is not a string."""
    if not isinstance(key, str):
        raise Error(f"the key {key!r} is not a string: quote it")
    return key


def _leaf(value: Any, indent: str) -> str:
    """A value without elements: a string, a number, an empty collection."""
    if isinstance(value, str):
        return in_block(value, indent) if "\n" in value else on_one_line(value)
    if isinstance(value, dict):
        return "{}"
    return "[]" if isinstance(value, (list, tuple)) else text_of(value)


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
    key `on` is "true", and `0x10` is "16"."""
    if isinstance(value, list):
        return [with_text_keys(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key if isinstance(key, str) else _text_key(key): with_text_keys(one)
        for key, one in value.items()
    }


def _text_key(key: Any) -> str:
    return str(int(key)) if isinstance(key, Integer) else text_of(key)
