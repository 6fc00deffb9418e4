"""The one error of this room."""

from __future__ import annotations

from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# PyYAML's reader.py: what it does not find in a text may not be in any YAML.
_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_MARK = "\ufeff"


class Error(Exception):
    """What load and dump raise. line: of the text, from 1; 0 where it is unknown."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {problem}" if line else problem)
        self.problem, self.line = problem, line


def error_in_words(error: Any, text: str) -> Error:
    """PyYAML's error in a text, in one line."""
    forbidden = re.search(_FORBIDDEN, text)
    if forbidden:
        line = text.count("\n", 0, forbidden.start()) + 1
        return Error(f"YAML allows no character {_name(forbidden[0])}", line)
    if _MARK in text:
        return misplaced_mark(text, text.index(_MARK))
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return Error(" ".join(problem.split()), mark.line + 1 if mark else 0)


def misplaced_mark(text: str, begin: int) -> Error:
    """The error of a byte order mark that is not at the start of a text."""
    line = text.count("\n", 0, begin) + 1
    return Error(f"a byte order mark ({_name(_MARK)}) inside the text: remove it", line)


def _name(character: str) -> str:
    return f"U+{ord(character):04X}"
