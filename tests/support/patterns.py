"""Every regular expression of the program, and texts that make a bad one slow."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
import signal
import time
from collections.abc import Iterator
from types import FrameType

import eck_mesh

_METACHARACTERS = re.compile(r"[\\*+?|()\[\]]")
# Characters that classes and literals of the patterns tell apart.
ALPHABET = " a0A_-./:,;=#\"'\\[]{}()<>$&%@\t\n\r?*+|é"


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Those that modules hold, compiled or as text, with the names where they are."""
    for module in pkgutil.walk_packages(eck_mesh.__path__, "eck_mesh."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for found in _parts(value):
                if isinstance(found, re.Pattern) and isinstance(found.pattern, str):
                    yield f"{module.name}.{name}", found
                elif isinstance(found, str) and name.strip("_").isupper():
                    yield from _compiled(f"{module.name}.{name}", found)


def _parts(value: object) -> tuple[object, ...]:
    """A constant, or what one in a table has."""
    if isinstance(value, dict):
        return tuple(value.values())
    return value if isinstance(value, tuple) else (value,)


def _compiled(where: str, text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """A constant that may be a pattern; a text that is none is only slow to try."""
    if not _METACHARACTERS.search(text) or len(text) > 1000:
        return
    try:
        yield where, re.compile(text)
    except re.error:
        return


def texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """One or two characters again and again, after what the pattern begins with, and an end that fails."""
    own = [one for one in ALPHABET if one in pattern.pattern] + list("a0 ./:-")
    units = [*own, *map("".join, itertools.permutations(dict.fromkeys(own), 2))]
    for unit, head in itertools.product(dict.fromkeys(units), ("", "ab ", "http://")):
        yield f"{head}{unit * (length // len(unit))}\0"


def slowest(
    pattern: re.Pattern[str], length: int, limit: float, searched: bool
) -> tuple[float, str]:
    """The most CPU time that a match, or also a search, takes, and its text; it ends at the limit."""
    worst = (0.0, "")
    ways = (pattern.match, pattern.fullmatch, *((pattern.search,) if searched else ()))
    for text in texts(pattern, length):
        for way in ways:
            begin = time.process_time()
            try:
                with _Limit(limit):
                    way(text)
            except TimeoutError:
                return limit, text
            worst = max(worst, (time.process_time() - begin, text))
    return worst


class _Limit:
    """TimeoutError after so many seconds of CPU time: the matcher looks for signals."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def __enter__(self) -> None:
        signal.signal(signal.SIGPROF, self._stop)
        signal.setitimer(signal.ITIMER_PROF, self.seconds)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)

    @staticmethod
    def _stop(_: int, __: FrameType | None) -> None:
        raise TimeoutError
