"""The versions of the programs that the tests run."""

from __future__ import annotations

import re
from pathlib import Path

CI = Path(__file__).resolve().parent


def tested_versions() -> dict[str, str]:
    """The versions of ci/versions.env."""
    return dict(re.findall(r"^(\w+)=(\S+)$", ci_text("versions.env"), re.MULTILINE))


def ci_text(name: str) -> str:
    """A file of ci/."""
    return (CI / name).read_text()
