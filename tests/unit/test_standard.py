"""Three tools of the standard library that a run does not import."""

from __future__ import annotations

import re

import pytest

from eck_mesh import standard


class Counted:
    """Counts how often an answer is computed."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    @standard.cached_property
    def answer(self) -> list[str]:
        """What is asked."""
        self.asked.append("answer")
        return [*self.asked]


def test_a_property_is_computed_once_for_each_object() -> None:
    first, second = Counted(), Counted()
    assert first.answer is first.answer
    assert first.answer is not second.answer
    assert (first.asked, second.asked) == (["answer"], ["answer"])
    assert Counted.answer.__doc__ == "What is asked."


def test_an_answer_is_computed_once_for_each_argument() -> None:
    asked = []

    @standard.cache
    def length(text: str) -> int:
        asked.append(text)
        return 1 // len(text)

    assert [length("a"), length("b"), length("a")] == [1, 1, 1]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            length("")
    assert asked == ["a", "b", "", ""]


def test_patterns_are_those_of_re() -> None:
    assert standard.re.fullmatch is re.fullmatch
    assert standard.re.IGNORECASE is re.IGNORECASE
    with pytest.raises(AttributeError):
        _ = standard.re.unknown  # type: ignore[attr-defined]
