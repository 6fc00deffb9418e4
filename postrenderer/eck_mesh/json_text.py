"""json.loads by the scanner in C that json itself uses, without json and the `re` that it imports.

A run of the filter reads its tables and a few annotations: the imports would cost more than that.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Defaults:
    """What json.JSONDecoder tells the scanner. No constants: json itself reads a text with NaN."""

    strict = True
    object_hook = object_pairs_hook = parse_constant = None
    parse_float = float
    parse_int = int
    memo: dict[str, str] = {}


def parse_json(text: str) -> Any:
    """What json.loads returns or raises. It is called for all that is unusual or wrong."""
    try:
        from _json import make_scanner

        value, end = make_scanner(_Defaults)(text, 0)  # type: ignore[arg-type]  # any attributes do
        if not text[end:].strip(" \t\r\n"):
            return value
    except Exception:  # noqa: S110  # no value there, NaN, another Python than CPython
        pass
    import json

    return json.loads(text)


def json_of(value: object) -> str:
    """json.dumps, imported only here: for messages, and for rules that a user writes."""
    import json

    return json.dumps(value)
