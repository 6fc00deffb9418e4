"""Texts of a manifest as a person may see them: a terminal obeys control characters, and a name or
a value may hold any."""

from __future__ import annotations

LONGEST = 400  # characters of one value in a sentence


def printable(text: str) -> str:
    """A name or a value in one line: what a terminal would obey, also a newline, is escaped.

    >>> printable("a\\x1b[31m\\nb\\u202e")
    'a\\\\x1b[31m\\\\nb\\\\u202e'
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def printable_lines(text: str) -> str:
    """The lines of a text, each of them printable; tabs stay."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in "\n\t" else _escaped(one) for one in text)


def shortened(text: str) -> str:
    """A value without its middle, where it is longer than any sentence should be."""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return f"{text[:half]} … ({len(text)} characters) … {text[-half:]}"


class Shown:
    """A value in the braces of a sentence: printable, and of a length that can be read.

    What `!r` shows is what somebody wrote: no password in it, and of a collection what it is.
    """

    def __init__(self, value: object) -> None:
        self.value = value

    def __format__(self, form: str) -> str:
        return shortened(printable(format(self.value, form)))

    def __repr__(self) -> str:
        return shortened(in_words(self.value))


def in_words(value: object) -> str:
    """A value as somebody wrote it; of a collection, which may hold anything, what it is."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if not isinstance(value, str):
        return repr(value)
    from eck_mesh.messages.concealed import concealed_text  # most runs show no value

    return repr(concealed_text(value))


def _escaped(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")
