"""Each file of a release on a machine that has nothing of eck-mesh: installed, used by both Helms, and removed without a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eck_mesh import __version__
from tests.support.clone import Clone
from tests.support.helm import Helm
from tests.support.release import CHART, PLUGIN, SDIST, WHEEL, ZIPAPP

# What somebody has set for this project, and what leads to its checkout.
OURS = ("HELM", "ECK_MESH", "PYTHON", "VIRTUAL_ENV", "XDG_")
SYSTEM = "/usr/bin:/bin"


class Machine:
    """A home, a folder on PATH, and the chart of the release; nothing of the checkout."""

    def __init__(self, folder: Path, chart: Path) -> None:
        self.folder, self.chart = folder, chart
        self.bin = folder / "bin"
        self.bin.mkdir()
        (self.bin / "python3").symlink_to(sys.executable)
        self.env = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "HOME": str(folder),
            "PATH": f"{self.bin}:{SYSTEM}",
        }

    def run(self, *words: str | Path) -> str:
        """What a command prints; it must succeed."""
        done = subprocess.run(
            words, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done
        return done.stdout

    def render(self, helm: Helm, post_renderer: str | Path = "eck-mesh") -> str:
        strict = ("-n", "prod", "--set=mesh.mode=strict", "--post-renderer", post_renderer)
        return self.run(helm.command[-1], "template", "x", self.chart, *strict)

    def plugins(self) -> list[str]:
        """The plugins where Helm 4 looks if nothing else is said."""
        return os.listdir(self.folder / ".local" / "share" / "helm" / "plugins")

    def files(self) -> set[str]:
        """What is there, without the folders that Helm makes for itself."""
        found = (path.relative_to(self.folder) for path in self.folder.rglob("*"))
        mine = (path for path in found if path.parts[0] not in (".cache", ".config", ".local"))
        return {str(path) for path in mine if "__pycache__" not in path.parts}


@pytest.fixture
def machine(release: Clone, tmp_path: Path) -> Machine:
    return Machine(tmp_path, release.dist / CHART)


@pytest.fixture(scope="module")
def expected(helm3: Helm, helm4: Helm, release: Clone) -> dict[int, str]:
    """What both Helms render in the checkout."""
    strict = ["template", "x", str(release.dist / CHART), "-n", "prod", "--set=mesh.mode=strict"]
    found = {one.major: one.run(*strict, *one.post_renderer()).stdout for one in (helm3, helm4)}
    assert all("kind: PeerAuthentication" in text for text in found.values())
    return found


@pytest.mark.parametrize("name", [WHEEL, SDIST])
def test_pip_installs_and_uninstalls(
    name: str,
    release: Clone,
    machine: Machine,
    helms: tuple[Helm, Helm],
    expected: dict[int, str],
    tmp_path: Path,
) -> None:
    """The packages that the program needs stay, because pip removes only what it is told."""
    machine.run(sys.executable, "-m", "venv", tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    before = machine.files()
    machine.run(python, "-m", "pip", "install", "-q", release.dist / name)
    machine.run(python, "-m", "pip", "check")
    machine.env["PATH"] = f"{tmp_path}/venv/bin:{SYSTEM}"
    assert machine.run("eck-mesh", "--version") == f"eck-mesh, version {__version__}\n"
    helm3, helm4 = helms
    assert machine.render(helm3) == expected[3]
    machine.run("eck-mesh", "install-plugin")
    assert machine.render(helm4) == expected[4]
    machine.run(helm4.command[-1], "plugin", "uninstall", "eck-mesh")
    machine.run(python, "-m", "pip", "uninstall", "-q", "-y", "eck-mesh")
    left = {path for path in machine.files() - before if "eck" in path}
    assert (left, machine.plugins()) == (set(), [])


def test_the_zipapp_is_copied_and_deleted(
    release: Clone, machine: Machine, helms: tuple[Helm, Helm], expected: dict[int, str]
) -> None:
    before = machine.files()
    program = machine.bin / "eck-mesh"
    shutil.copy(release.dist / ZIPAPP, program)
    assert machine.run("eck-mesh", "--version") == f"eck-mesh, version {__version__}\n"
    helm3, helm4 = helms
    assert machine.render(helm3) == expected[3]
    assert machine.render(helm3, program) == expected[3]
    machine.run("eck-mesh", "install-plugin")
    assert machine.render(helm4) == expected[4]
    machine.run(helm4.command[-1], "plugin", "uninstall", "eck-mesh")
    program.unlink()
    assert (machine.files(), machine.plugins()) == (before, [])


def test_helm_4_installs_and_uninstalls_the_plugin(
    release: Clone, machine: Machine, helm4: Helm, expected: dict[int, str]
) -> None:
    """Without a signature, as `make release` makes it without a key; tests/install/test_signatures.py has one."""
    helm = helm4.command[-1]
    before = machine.files()
    refused = subprocess.run(
        [helm, "plugin", "install", release.dist / PLUGIN],
        env=machine.env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1, "Helm 4 takes no plugin without a signature"
    machine.run(helm, "plugin", "install", "--verify=false", release.dist / PLUGIN)
    listed = machine.run(helm, "plugin", "list")
    assert __version__ in listed
    assert machine.render(helm4) == expected[4]
    machine.run(helm, "plugin", "uninstall", "eck-mesh")
    assert (machine.files(), machine.plugins()) == (before, [])
