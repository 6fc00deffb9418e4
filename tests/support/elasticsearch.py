"""The folder that `ci/elasticsearch/build` makes: what a pod sees as /usr/share/elasticsearch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.helm import ROOT


def image(name: str = "elasticsearch") -> Path:
    """The folder, or that of an older version; skips the test where it is not, as without a JDK 25."""
    folder = (ROOT / ".tools" / name).resolve()
    if not (folder / "jdk/bin/java").exists():
        pytest.skip(f"no {folder}: `ci/elasticsearch/build` makes it, with Maven and a JDK 25")
    return folder
