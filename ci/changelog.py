"""The newest section of CHANGELOG.md, as `artifacthub.io/changes` wants it.

The form is that of keepachangelog.com: `## [VERSION] - DATE` or `## [Unreleased]`, in it
`### Added`, `### Changed` …, each at most once, and below these items with `*`. `####` groups
items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

CHANGELOG = Path(__file__).resolve().parent.parent / "CHANGELOG.md"
NAME = CHANGELOG.name
KINDS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
VERSION = re.compile(r"\[Unreleased\]|\[\d+\.\d+\.\d+(-[\w.]+)?\] - \d{4}-\d\d-\d\d")
LINK = re.compile(r"\[([^]]+)\]\([^)]*\)")
SENTENCE = re.compile(r"(.+?)[.;](?:\s|$)")


class Change(NamedTuple):
    """kind: in Artifact Hub's words; description: without markup."""

    kind: str
    description: str


def problems(text: str) -> Iterator[str]:
    """Where the changelog has another form, with the way out."""
    versions = re.findall(r"(?m)^## (.*)$", text)
    for heading in versions:
        if not VERSION.fullmatch(heading):
            yield f"{NAME}: ## {heading}: write `## [Unreleased]` or `## [1.2.3] - 2026-01-31`"
    for section in re.split(r"(?m)^## ", text)[1:]:
        found = re.findall(r"(?m)^### (.*)$", section)
        for heading in dict.fromkeys(found):
            if heading not in KINDS:
                yield f"{NAME}: ### {heading}: write its lines below one of {', '.join(KINDS)}"
            if found.count(heading) > 1:
                yield f"{NAME}: ### {heading} is there twice: make it one"
    items = re.findall(r"(?m)^\* .*$", text)
    for item in dict.fromkeys(items):
        if items.count(item) > 1:  # of two branches, which git merges line by line
            yield f"{NAME}: is there twice: {item}"


def newest_changes(text: str) -> list[Change]:
    """The items of the first version, each as its first sentence."""
    newest = re.split(r"(?m)^## ", text)[1]
    changes = []
    for section in re.split(r"(?m)^### ", newest)[1:]:
        kind, _, body = section.partition("\n")
        items = re.split(r"(?m)^\* ", body)[1:]
        changes += [Change(kind.lower(), short(item)) for item in items]
    return changes


def short(item: str) -> str:
    """One sentence of an item, as plain text."""
    paragraph = re.split(r"\n\s*\n|\n#", item)[0]
    text = re.sub(r"[`*]", "", " ".join(LINK.sub(r"\1", paragraph).split()))
    match = SENTENCE.match(text)
    return match[1] if match else text
