"""How a string is written: plain only where every reader agrees that it is one.

The bytes are those of libyaml's emitter, without line folding.
"""

from __future__ import annotations

from eck_mesh.kubeyaml.error import Error
from eck_mesh.kubeyaml.scalars import FALSE, NULLS, TRUE
from eck_mesh.standard import cache, re

# Every reader of YAML 1.1 and 1.2 reads a word of these characters that begins with a letter as a
# string, except for the words in _WORDS.
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_PLAIN = f"{_LETTERS}0123456789_./-"
_WORDS = {word.lower() for word in TRUE | FALSE | NULLS} | {"nan", "inf", "infinity"}
_ESCAPES = {
    "\0": "0",
    "\a": "a",
    "\b": "b",
    "\t": "t",
    "\n": "n",
    "\v": "v",
    "\f": "f",
    "\r": "r",
    "\x1b": "e",
    '"': '"',
    "\\": "\\",
    "\x85": "N",
    "\u2028": "L",
    "\u2029": "P",
}
# What is not printable in YAML 1.1; what has more than 16 bits is, but libyaml escapes it.
_ESCAPED = '["\\\\\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff\U00010000-\U0010ffff]'
_BREAKS = "\r\n\x85\u2028\u2029"
_LONGEST_KEY = 128  # bytes; libyaml writes a longer one behind a question mark


@cache
def on_one_line(text: str) -> str:
    """The string plain or in double quotes. Cached: most strings repeat."""
    if text[:1] in _LETTERS and text and not text.strip(_PLAIN) and text.lower() not in _WORDS:
        return text
    if text.isascii() and text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{re.sub(_ESCAPED, _escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _ESCAPES:
        return f"\\{_ESCAPES[character]}"
    code = ord(character)
    if 0xD800 <= code <= 0xDFFF:
        raise Error("a string holds half a character of UTF-16")
    if code > 0xFFFF:
        return f"\\U{code:08X}"
    return f"\\u{code:04X}" if code > 0xFF else f"\\x{code:02X}"


def in_block(text: str, indent: str) -> str:
    """The string as a block scalar whose lines have this indent; else on one line."""
    if not _is_literal(text):
        return on_one_line(text)
    lines = text.split("\n")
    hint = "-" if lines[-1] else ""
    shown = [f"{indent}{line}" if line else "" for line in lines]
    return "\n".join([f"|{hint}", *shown]).rstrip("\n")


@cache
def simple_key(text: str) -> str:
    """A key as it is written; "" where it needs a question mark before it."""
    if len(text.encode(errors="replace")) > _LONGEST_KEY or any(one in text for one in _BREAKS):
        return ""
    return on_one_line(text)


def _is_literal(text: str) -> bool:
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
        and max(text) <= "\uffff"
        and not text.endswith("\n\n")
        and all(line == line.rstrip() for line in lines)
    )
