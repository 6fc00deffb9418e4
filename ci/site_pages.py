"""The pages of the documentation site, and whether nav in mkdocs.yml lists each of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from eck_mesh import kubeyaml

ROOT = Path(__file__).resolve().parent.parent
PAGES = ["*.md", "docs/**/*.md", "examples/**/README.md", "ci/**/README.md"]
PICTURES = "docs/**/*.svg"


@functools.cache
def pages() -> list[str]:
    """All pages, by their paths in the repository."""
    return sorted({path for glob in PAGES for path in _found(glob)})


@functools.cache
def pictures() -> list[str]:
    """All pictures of pages, in the same way."""
    return _found(PICTURES)


def _found(glob: str) -> list[str]:
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(glob))


def nav() -> list[str]:
    """The pages that mkdocs.yml lists, in its order."""
    return list(_listed(kubeyaml.load((ROOT / "mkdocs.yml").read_text())["nav"]))


def _listed(entry: Any) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
        return
    for each in entry.values() if isinstance(entry, dict) else entry:
        yield from _listed(each)


def nav_problems(listed: list[str], here: list[str]) -> Iterator[str]:
    """What nav lacks, lists in vain, and lists twice."""
    for page in here:
        if page not in listed:
            yield f"mkdocs.yml: nav: add {page}, where a reader looks for it"
    for page in sorted(set(listed)):
        if page not in here:
            yield f"mkdocs.yml: nav: remove {page}: there is no such page"
        if listed.count(page) > 1:
            yield f"mkdocs.yml: nav: {page} is listed {listed.count(page)} times"
