"""The one error of this room."""

from __future__ import annotations


class Error(Exception):
    """What load and dump raise. line: of the text, from 1; 0 where it is unknown."""

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(f"line {line}: {problem}" if line else problem)
        self.problem, self.line = problem, line
