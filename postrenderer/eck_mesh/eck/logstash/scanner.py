"""Tokens of a pipeline's text, and the conditions of its branches.

Each pattern is read from left to right and never in two ways, so that the time is in proportion to
the length of the text.
"""

from __future__ import annotations

from eck_mesh.standard import re

SPACE = r"(?:[ \t\r\n]|#[^\r\n]*(?:\r?\n|\Z))*"  # and comments
NAME = r"[A-Za-z0-9_-]+"
WORD = r"[A-Za-z_][A-Za-z0-9_]+"
NUMBER = r"-?[0-9]+(?:\.[0-9]*)?"
# A backslash escapes nothing but the quote that closes the string.
STRING = r'"(?:[^"\\]|\\"|\\(?!"))*"|\'(?:[^\'\\]|\\\'|\\(?!\'))*\''
REGEXP = r"/(?:[^/\\]|\\/|\\(?!/))*/"
SELECTOR = r"(?:\[[^\]\[,]+\])+"
_COMPARES = r"==|!=|<=|>=|<(?!=)|>(?!=)"
DEPTH = 50  # of what is nested; deeper pipelines are not read


class NotReadError(Exception):
    """The text is no pipeline, or is nested too deeply."""


class Scanner:
    """A text and the position up to which it is read. Its readers raise NotReadError."""

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth = text, 0, 0

    def take(self, pattern: str) -> str:
        """Read what matches here; "" where nothing does."""
        found = re.compile(pattern).match(self.text, self.at)
        self.at = found.end() if found else self.at
        return found[0] if found else ""

    def expect(self, pattern: str) -> str:
        """Read what must match here."""
        found = self.take(pattern)
        if not found:
            raise NotReadError
        return found

    def space(self) -> bool:
        """Read blanks and comments; whether a blank came first."""
        begins = self.text[self.at : self.at + 1]
        self.take(SPACE)
        return begins != "" and begins in " \t\r\n"

    def enter(self) -> None:
        """Go one level deeper, if there may be one."""
        self.depth += 1
        if self.depth > DEPTH:
            raise NotReadError

    def condition(self) -> None:
        """Read the condition of a branch."""
        self.enter()
        self._expression()
        before = self.at
        self.space()
        while self.take("and|or|xor|nand"):
            self.space()
            self._expression()
            before = self.at
            self.space()
        self.at = before
        self.depth -= 1

    def _expression(self) -> None:
        negated = bool(self.take("!"))
        self.space()
        if self.take(r"\("):
            self.space()
            self.condition()
            self.space()
            self.expect(r"\)")
        elif negated:
            self.expect(SELECTOR)
        else:
            self._comparison()

    def _comparison(self) -> None:
        self._operand()
        before = self.at
        self.space()
        if self.take("=~|!~"):
            self.space()
            self.expect(f"{STRING}|{REGEXP}")
        elif self.take(f"in|not {SPACE}in|{_COMPARES}"):
            self.space()
            self._operand()
        else:
            self.at = before

    def _operand(self) -> None:
        if self.take(f"{STRING}|{NUMBER}|{SELECTOR}|{REGEXP}"):
            return
        if self.take(r"\["):
            self._operands(r"\]")
            return
        self.expect(WORD)  # the name of a method
        self.space()
        self.expect(r"\(")
        self._operands(r"\)")

    def _operands(self, end: str) -> None:
        """Read operands with commas between them, up to an end."""
        self.enter()
        self.space()
        while not self.take(end):
            self._operand()
            self.space()
            if not self.take(","):
                self.expect(end)
                break
            self.space()
        self.depth -= 1
