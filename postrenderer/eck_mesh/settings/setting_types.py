"""The checks of values against the types and words that settings accept."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.messages.printable import in_words
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import NoReturn

    from eck_mesh.manifests.paths import Body

TYPES = {bool: "a boolean", str: "a string", dict: "a mapping", list: "a list"}


def check_word(setting: str, value: object, words: Collection[str], where: str) -> None:
    """UserError for a value that is not one of the words that a setting accepts."""
    if value not in tuple(words):
        choices = ", ".join(words)
        why = reason("setting-has-unknown-value", setting=setting, value=value, choices=choices)
        raise UserError.from_reason(why, where=where)


def check_mapping(value: object, setting: str, where: str) -> Body:
    """The value of a setting. UserError where it is not a mapping."""
    check_type(value, dict, setting, where)
    return dict(pairs(value))


def checked_types(block: object, defaults: Body, prefix: str, where: str) -> Body:
    """The block without nulls. UserError for a key without a default, and a value of another
    type."""
    check_type(block, dict, prefix, where)
    known = {key: value for key, value in pairs(block).items() if value is not None}
    for key, value in known.items():
        if key not in defaults:
            why = reason("unknown-setting", setting=f"{prefix}.{key}", known=", ".join(defaults))
            raise UserError.from_reason(why, where=where)
        if type(value) is not type(defaults[key]):
            check_type(value, type(defaults[key]), f"{prefix}.{key}", where)
    return known


def check_type(value: object, wanted: type, setting: str, where: str) -> None:
    """UserError for a value of another type."""
    if type(value) is not wanted:
        refuse_type(setting, TYPES[wanted], value, where)


def check_integer(value: object, setting: str, where: str) -> None:
    """UserError for anything else than an integer, which YAML may have as a subclass of int."""
    if not isinstance(value, int) or isinstance(value, bool):
        refuse_type(setting, "an integer", value, where)


def check_port(value: object, setting: str, where: str) -> None:
    """UserError for anything else than the number of a TCP port."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 65536:
        refuse_type(setting, "the number of a port", value, where)


def refuse_type(setting: str, wanted: str, value: object, where: str) -> NoReturn:
    """UserError that says what a setting must be, and what it is."""
    found = type_in_words(value, wanted)
    why = reason("setting-has-wrong-type", setting=setting, wanted=wanted, found=found)
    raise UserError.from_reason(why, where=where)


def type_in_words(value: object, wanted: str) -> str:
    """What stands in place of a value of another type: the value itself, or what it is.

    A text in place of a collection is only "a string": the file may be another one, with a secret.
    """
    is_text = isinstance(value, str) and wanted in (TYPES[dict], TYPES[list])
    return TYPES[str] if is_text else in_words(value)


def pairs(block: object) -> Mapping[str, object]:
    """A mapping as it is; of anything else an empty one."""
    return block if isinstance(block, dict) else {}
