"""Scalars to values, as go-yaml v2 does it (resolve.go)."""

from __future__ import annotations

from eck_mesh.standard import cache, re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_YAML = "tag:yaml.org,2002:"
STRING, MERGE = _YAML + "str", _YAML + "merge"
# The only tags that a mapping or a list may have. go-yaml ignores them.
COLLECTIONS = frozenset(_YAML + name for name in ("map", "seq", "set", "omap", "pairs"))

TRUE = frozenset(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"])
FALSE = frozenset(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"])
NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(TRUE, True),
    **dict.fromkeys(FALSE, False),
    **dict.fromkeys(NULLS, None),
}
_OF_NUMBERS = "+-._0123456789abcdefinoxABCDEFINOX"  # the characters of all that follows
_NO_JSON = r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"

# strconv.ParseInt with base 0, then yamlStyleFloat; `0b-1` is go-yaml's own.
_INTEGER = r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|0[0-7]*|[1-9][0-9]*)\Z"
_SIGNED_BINARY = r"0b[-+][01]+\Z"
_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z"
_DIGITS = "[0-9](?:_?[0-9])*"
_POINT_FIRST = rf"\.{_DIGITS}(?:[eE][-+]?{_DIGITS})?\Z"  # strconv.ParseFloat
_LEAST, _MOST, _MOST_UNSIGNED = -(2**63), 2**63 - 1, 2**64 - 1


class Integer(int):
    """An int that remembers how it was written (`0755`, `0x1F`, `1_000`)."""

    text: str


class Float(float):
    """A float that remembers how it was written (`1.10`, `1e3`)."""

    text: str


@cache
def plain_value(text: str) -> Any:
    """The value of a plain scalar without a tag. ValueError for a number that JSON cannot hold.

    Cached: most keys and words repeat, and each is then held once.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "+-.0123456789" or text.strip(_OF_NUMBERS) or text.count(".") > 1:
        return text
    if text.isascii() and text.isdigit() and len(text) < 19 and (text[0] != "0" or text == "0"):
        return _kept(Integer(text), text)
    return _unusual_number(text)


def _unusual_number(text: str) -> Any:
    """The number, or the text where it is not one."""
    if re.match(_NO_JSON, text):
        raise ValueError(f"JSON cannot hold the number {text}")
    if text[0] == ".":
        return _float(text.replace("_", ""), text) if re.match(_POINT_FIRST, text) else text
    digits = text.replace("_", "")
    if re.match(_INTEGER, digits):
        return _integer(digits, text)
    if re.match(_SIGNED_BINARY, digits):
        return _kept(Integer(int(digits[2:], 2)), text)
    return _float(digits, text)


def tagged_value(tag: str, text: str) -> Any:
    """The value of a scalar with a tag. ValueError where the tag is unknown or the text not of it.

    go-yaml reads a scalar with an unknown tag as a string. eck-mesh refuses it, as it refuses
    binary data and timestamps: what another program reads there is not known.
    """
    if tag == STRING:
        return text
    name = tag.removeprefix(_YAML)
    if name not in ("bool", "float", "int", "null"):
        raise ValueError(unknown_tag(tag))
    value = plain_value(text)
    if name == "float" and isinstance(value, Integer) and value <= _MOST:
        return _kept(Float(value), text)
    types = {"bool": bool, "float": Float, "int": Integer, "null": type(None)}
    if not isinstance(value, types[name]):
        raise ValueError(f"the value is not of the type {name}")
    return value


def unknown_tag(tag: str) -> str:
    """What is wrong with a tag. One of its writer's own may be a password that nobody quoted."""
    if tag.startswith(_YAML):
        return f"the tag {tag} is not supported"
    return "the tag after ! is not supported: remove it, or quote the value"


def _integer(digits: str, text: str) -> Any:
    """An integer of 64 bits; beyond them decimals are floats, and other numbers are strings."""
    unsigned = digits.lstrip("+-")
    if len(unsigned) > 4000:  # Python refuses more than 4,300 decimal digits
        return _float(digits, text)
    octal = len(unsigned) > 1 and unsigned[0] == "0" and unsigned[1].isdigit()
    value = int(unsigned, 8 if octal else 0) * (-1 if digits[0] == "-" else 1)
    if _LEAST <= value <= (_MOST_UNSIGNED if unsigned == digits else _MOST):
        return _kept(Integer(value), text)
    return _float(digits, text)


def _float(digits: str, text: str) -> Any:
    """A float, or the text where it is not one or out of range."""
    if not re.match(_FLOAT, digits):
        return text
    value = Float(digits)
    return text if value in (float("inf"), float("-inf")) else _kept(value, text)


def _kept(value: Any, text: str) -> Any:
    value.text = text
    return value
