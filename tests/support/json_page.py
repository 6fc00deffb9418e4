"""docs/json.md, as far as a program can read it."""

from __future__ import annotations

import re

from tests.support.helm import ROOT


def described(command: str) -> set[str]:
    """The keys of a command's table in docs/json.md."""
    page = (ROOT / "docs" / "json.md").read_text()
    table = page.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"(?m)^\| `([^`]+)` \|", table))
