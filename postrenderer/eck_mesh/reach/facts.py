"""What is known of a connection, as words of reach.yaml, and what of it is not sure."""

from __future__ import annotations

import itertools

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.messages.reason import Reason


class Choice(NamedTuple):
    """A word of a column, and what makes it so: a manifest, a Service, an annotation."""

    word: str
    by: object = ""


class Fact(NamedTuple):
    """What a column of reach.yaml may be for a connection. unsure: why there are several."""

    choices: tuple[Choice, ...]
    unsure: Reason | None = None


def sure(word: str, by: object = "") -> Fact:
    """A column with one word."""
    return Fact((Choice(word, by),))


def one_of(choices: list[Choice], unsure: Reason) -> Fact:
    """A column with one of these words; unsure only where they differ."""
    by_word: dict[str, Choice] = {}
    for choice in choices:
        by_word.setdefault(choice.word, choice)
    return Fact(tuple(by_word.values()), unsure if len(by_word) > 1 else None)


def combinations(facts: Mapping[str, Fact]) -> Iterator[dict[str, Choice]]:
    """Each way in which the facts may be."""
    for choices in itertools.product(*(fact.choices for fact in facts.values())):
        yield dict(zip(facts, choices, strict=True))
