"""Lists and numbers in a sentence."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 5


def first_of(names: Sequence[object]) -> str:
    """The first names, and how many more there are; "none" for none."""
    shown = [str(name) for name in names[:SHOWN]]
    if len(names) > SHOWN:
        shown.append(f"{len(names) - SHOWN} more")
    return ", ".join(shown) or "none"


def counted(number: int, noun: str) -> str:
    """A number with its noun, as in "1 object" and "2 objects"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
