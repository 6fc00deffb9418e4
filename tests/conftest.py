"""Fixtures: every test that asks for `helm` runs under Helm 3 and again under Helm 4."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import programs
from tests.support.cases import Streams
from tests.support.helm import Helm, binary
from tests.support.programs import once
from tests.support.umbrella import make_umbrella

# The same examples in each run, so that a red run can be repeated; HYPOTHESIS_PROFILE=default searches at random.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# In the background of a shell SIGINT is ignored, also by the programs that tests interrupt by it.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Charts that compile pulls go to a cache of this process: not the developer's, nor that of another worker."""
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_CACHE_DIR", os.environ.get("PIP_CACHE_DIR") or str(usual / "pip"))
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def notes_on_stderr() -> Iterator[None]:
    """Notes stay off the developer's terminal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ECK_MESH_NOTES", "stderr")
        yield


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
def helms(helm3: Helm, helm4: Helm) -> tuple[Helm, Helm]:
    """Both, for a test whose preparation serves the one as well as the other."""
    return helm3, helm4


@pytest.fixture(scope="session")
def streams(helm3: Helm, shared: Path) -> Streams:
    """The stream of each golden case."""
    return Streams(helm3, shared)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this test run share: pytest-xdist gives each a folder of its own in one."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def zipapp(shared: Path) -> Path:
    """The whole program in one file."""
    return once(shared / "zipapp", lambda folder: programs.built(folder / "eck-mesh"))


@pytest.fixture(scope="session")
def bare_python(shared: Path) -> str:
    """The running Python, without PyYAML or anything else."""
    return programs.bare(sys.executable, shared)


@pytest.fixture(scope="session")
def installed(shared: Path) -> Path:
    """The program as pip installs it."""
    return programs.installed(shared)


@pytest.fixture
def umbrella(tmp_path: Path) -> Path:
    """An umbrella chart that holds this one twice, by alias, and once plain."""
    return make_umbrella(tmp_path)
