"""Fixtures: every test that asks for `helm` runs under Helm 3 and again under Helm 4."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.support import programs
from tests.support.helm import Helm, binary
from tests.support.umbrella import make_umbrella


@pytest.fixture(scope="session", params=[3, 4], ids=["helm3", "helm4"])
def helm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return Helm(
        request.param, binary(request.param), tmp_path_factory.mktemp(f"helm{request.param}")
    )


@pytest.fixture(scope="session")
def helm3(tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """For what one Helm is enough for: the text of a stream, which only Helm 3 leaves as the chart wrote it."""
    return Helm(3, binary(3), tmp_path_factory.mktemp("only-helm3"))


@pytest.fixture(scope="session")
def helm4(tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """For what only Helm 4 has: plugins as post-renderers."""
    return Helm(4, binary(4), tmp_path_factory.mktemp("only-helm4"))


@pytest.fixture(scope="session")
def zipapp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole program in one file."""
    return programs.built(tmp_path_factory.mktemp("zipapp") / "eck-mesh")


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The running Python, without PyYAML or anything else."""
    return programs.bare(sys.executable, tmp_path_factory.mktemp("bare"))


@pytest.fixture
def umbrella(tmp_path: Path) -> Path:
    """An umbrella chart that holds this one twice, by alias, and once plain."""
    return make_umbrella(tmp_path)
