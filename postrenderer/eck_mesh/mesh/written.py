"""What the text of a stream can say at all: what has no word in it is not looked for.

The text has every key and every value as it is written, but for escapes in double quotes and for
values in base64. A stream with any of these counts as one that may say everything.
"""

from __future__ import annotations

from eck_mesh.standard import cached_property

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

ESCAPES = ("\\", "binary")
# An address has one of these, or a port behind a host or a variable (eck/addresses.py).
ADDRESS = ("://", "=>", ".svc", "host")
_ENDS_OF_HOST, _BEGINS_OF_PORT = frozenset("_.])}`-"), frozenset("$`")  # beside words, digits


class Written:
    """Answers which words the texts of a stream have; without texts it may have every word."""

    def __init__(self, texts: Sequence[str] = ()) -> None:
        self._texts = texts
        self._known: dict[str, bool] = {}

    @cached_property
    def _text(self) -> str:
        return "\n".join(self._texts)

    @cached_property
    def _is_known(self) -> bool:
        return bool(self._text) and not any(escape in self._text for escape in ESCAPES)

    def has(self, word: str) -> bool:
        """Whether the stream may have a word."""
        if word not in self._known:
            self._known[word] = not self._is_known or word in self._text
        return self._known[word]

    def has_addresses(self) -> bool:
        """Whether the stream may have an address that a user wrote."""
        return not self._is_known or self._has_addresses

    @cached_property
    def _has_addresses(self) -> bool:
        lower = self._text.lower()
        if any(word in lower for word in ADDRESS):
            return True
        if lower.count(":") == lower.count(": ") + lower.count(":\n"):  # as in most manifests
            return False
        parts = lower.split(":")
        return any(map(_are_host_and_port, parts, parts[1:]))


def _are_host_and_port(before: str, after: str) -> bool:
    last, first = before[-1:], after[:1]
    begins = first.isdecimal() or first in _BEGINS_OF_PORT
    return begins and (last.isalnum() or last in _ENDS_OF_HOST)
