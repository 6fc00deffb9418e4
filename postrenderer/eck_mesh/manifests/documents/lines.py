"""What the lines of a document show without a parser: head, content, keys at the left margin.

Most documents of a stream do not concern the mesh, and parsing would take most of a run. This is
the only module that looks at YAML as text. Where a line can be read in two ways, the document has
to be parsed.
"""

from __future__ import annotations

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FIRST_OF_WORD = f"{_LETTERS}0123456789"
_OF_WORD = f"{_FIRST_OF_WORD}_./-"
# So begin plain keys, items, comments, separators and indented lines. Quoted keys, anchors, tags,
# merge keys, flow mappings and the middle of a long string do not.
_USUAL = frozenset((*_LETTERS, "#", "-", " ", ""))
_ITEMS = "items"  # the key of a List
_ESCAPES = ("\\x", "\\u", "\\U", "\\\n", "\\\r")  # of any character; of a line's end within a word
_RARE_BREAKS = ("\x85", "\u2028", "\u2029")  # YAML 1.1 ends a line there too


def split_head(text: str) -> tuple[str, str]:
    """A document's directives, separator and comments, and its content.

    After `---`, the line of the separator may hold content (JSON); the head then gets a newline.
    """
    begin = begin_of_content(text)
    if 0 < begin < len(text) and text[begin - 1] != "\n":
        return f"{text[:begin]}\n", text[begin:]
    return text[:begin], text[begin:]


def begin_of_content(text: str) -> int:
    """Where the content of a document begins: at a line, or behind `---`; its end without any."""
    begin, separated = 0, False
    while begin < len(text):
        if text[begin].isalpha():  # the usual key: no comment, directive or separator
            return begin
        stop = text.find("\n", begin) + 1 or len(text)
        if not separated and text.startswith("---", begin) and is_separator(text, begin):
            separated = True
            if _is_content(text[begin + 3 : stop]):
                return begin + 3
        elif _is_content(text[begin:stop]) and (separated or text[begin] != "%"):
            return begin
        begin = stop
    return len(text)


def is_separator(text: str, begin: int) -> bool:
    """Whether the line of `---` that begins there separates documents for kubectl (apimachinery's
    util/yaml/decoder.go)."""
    if text[begin + 3 : begin + 4] in " \t\r\n":  # or where the text ends
        return True
    end = text.find("\n", begin)
    return text[begin + 3 : end if end >= 0 else len(text)].lstrip()[:1] in ("", "#")


def has_content(text: str) -> bool:
    """Whether a document holds anything but directives, comments and blank lines."""
    return begin_of_content(text) < len(text)


def has_directives_only(text: str) -> bool:
    """Whether these are lines like `%YAML 1.2`, which belong to the separator below them."""
    return "%" in text and not has_content(text) and "\n---" not in f"\n{text}"


def identity_at_margin(text: str) -> tuple[str, str] | None:
    """The group and the kind of the object in a document; None where only a parser knows them.

    Where the content begins with a letter at the left margin, all keys of the object are there. A
    string or a mapping in flow style that goes on there ends in a line that needs a parser, or
    gives a key twice.
    """
    kind, version = word_at_margin(text, "kind"), word_at_margin(text, "apiVersion")
    if kind is None or version is None or needs_parser(text) or f"\n{_ITEMS}" in text:
        return None
    begin = begin_of_content(text)
    if not text[begin : begin + 1].isalpha() or text.startswith(_ITEMS):
        return None
    return version.rpartition("/")[0], kind


def word_at_margin(text: str, key: str) -> str | None:
    """The value of a key at the left margin, if it is one word; None if that needs a parser."""
    begin = 0 if text.startswith(key) else text.find(f"\n{key}") + 1
    if not text.startswith(f"{key}:", begin) or text.find(f"\n{key}", begin) >= 0:
        return None
    begin += len(key) + 1
    end = text.find("\n", begin)
    return _word(text[begin : end if end >= 0 else len(text)])


def _word(rest: str) -> str | None:
    """The plain or quoted word behind a key, if nothing but a comment follows on its line."""
    rest = rest.removesuffix("\r").replace("\t", " ")
    quote = rest.lstrip(" ")[:1]
    if quote in ("'", '"'):
        before, _, rest = rest.partition(quote)
        word, end, rest = rest.partition(quote)
        is_ended = bool(end) and rest[:1] in ("", " ")
    else:
        before, (word, _, rest) = rest[:1], rest.lstrip(" ").partition(" ")
        is_ended = True
    if before[:1] != " " or not is_ended or rest.lstrip(" ")[:1] not in ("", "#"):
        return None
    return word if _is_word(word) else None


def _is_word(text: str) -> bool:
    if not text or text[0] not in _FIRST_OF_WORD:
        return False
    return not text.strip(_OF_WORD) or all(one.isalnum() or one in _OF_WORD for one in text)


def needs_parser(text: str) -> bool:
    """Whether the left margin of a document may hold keys that its lines do not show."""
    margin = {line[:1] for line in text.split("\n")}
    if not margin <= _USUAL and any(not first.isspace() for first in margin - _USUAL):
        return True
    if not text.isascii() and any(found in text for found in _RARE_BREAKS):
        return True
    return "\r" in text and text.count("\r") != text.count("\r\n")


def may_hide_words(text: str) -> bool:
    """Whether strings in double quotes may hold words that a search does not find."""
    return "\\" in text and any(escape in text for escape in _ESCAPES)


def _is_content(line: str) -> bool:
    line = line.strip()
    return bool(line) and not line.startswith("#")
