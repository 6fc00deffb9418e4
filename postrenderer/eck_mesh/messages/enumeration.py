"""Long lists in a sentence."""

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
