"""docs/json.md, as far as a program can read it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.support.helm import ROOT


def described(command: str) -> set[str]:
    """The keys of a command's table in docs/json.md."""
    page = (ROOT / "docs" / "json.md").read_text()
    table = page.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"(?m)^\| `([^`]+)` \|", table))


ANY = ("before", "after", "outcomes")  # values of users, and numbers by words


def keys(value: object, path: str = "") -> Iterator[str]:
    """The paths of all leaves; a list of anything but objects is a leaf."""
    if path.endswith(ANY):
        yield path
    elif isinstance(value, dict) and value:
        for key, below in value.items():
            yield from keys(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for below in value:
            yield from keys(below, f"{path}[]")
    else:
        yield path
