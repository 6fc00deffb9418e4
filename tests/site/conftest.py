"""The site is built once for all tests of a run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.helm import ROOT
from tests.support.programs import once
from tests.support.site import build_site


@pytest.fixture(scope="session")
def site(shared: Path) -> Path:
    """The folder of the built site."""

    def build(folder: Path) -> Path:
        done = build_site(ROOT, folder / "site")
        assert done.returncode == 0, done.stdout + done.stderr
        return folder / "site"

    return once(shared / "site", build)
