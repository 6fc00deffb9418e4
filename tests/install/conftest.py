"""The forms of the program, and a data folder of Helm for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.clone import Clone
from tests.support.helm import ROOT
from tests.support.programs import once
from tests.support.release import assert_made


@pytest.fixture(autouse=True)
def no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that forgets HELM_PLUGINS must not write into the plugins of whoever runs the tests."""
    monkeypatch.setenv("HELM_DATA_HOME", str(tmp_path / "helm-data"))


@pytest.fixture
def program(request: pytest.FixtureRequest) -> Path:
    """One form of the program; a checkout's where a test does not ask for others."""
    form = getattr(request, "param", "checkout")
    name = {"pip": "installed", "zipapp": "zipapp"}.get(form)
    return request.getfixturevalue(name) if name else ROOT / "postrenderer" / "launcher"


@pytest.fixture(scope="session")
def release(shared: Path) -> Clone:
    """A clone in which all files of a release were made."""

    def make(folder: Path) -> Path:
        assert_made(Clone(folder / "clone"))
        return folder / "clone"

    return Clone(once(shared / "release", make))
