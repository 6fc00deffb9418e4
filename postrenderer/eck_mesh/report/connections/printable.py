"""Names as they may be printed: nothing checks their characters before."""

from __future__ import annotations


def printable(text: str) -> str:
    """A text without characters that a terminal or a browser would obey."""
    return "".join(one if one.isprintable() or one == "\n" else "\ufffd" for one in text)
