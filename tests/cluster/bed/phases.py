"""What took its time: a bed's start, and each wait that was long. The end of a run shows it (tests/cluster/conftest.py)."""

from __future__ import annotations

LONG = 4.0  # seconds
TAKEN: list[tuple[str, float]] = []


def waited(what: str, seconds: float) -> None:
    """Remember a wait, if it was a long one."""
    if seconds >= LONG:
        TAKEN.append((what, seconds))


def collect() -> list[tuple[str, float]]:
    """What there is since the last call."""
    found = TAKEN[:]
    TAKEN.clear()
    return found
