"""What came from Secrets must not be shown: neither in words nor in a file for Git."""

from __future__ import annotations

import contextlib
import re

from eck_mesh import dialect
from eck_mesh.facts import MODES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def shown(text: str, secrets: Iterable[str], shortest: int = 8) -> bool:
    """Whether a text holds any string that stands in the texts of Secrets. Of one with less characters than `shortest`
    nobody could say where it comes from, and a mode is none."""
    strings = {string for secret in secrets for string in _strings(secret)} - set(MODES)
    return any(string in text for string in strings if len(string) >= shortest)


def _strings(secret: str) -> Iterator[str]:
    """The text as a whole; its parts, as Helm's --set takes it apart; as YAML, each string in it."""
    yield secret.strip()
    if "\n" not in secret:
        yield from re.split(r"[,=]", secret)
    with contextlib.suppress(dialect.Error):
        stack = [dialect.load(secret)]
        while stack:
            here = stack.pop()
            if isinstance(here, str):
                yield here
            stack += here.values() if isinstance(here, dict) else here if isinstance(here, list) else []
