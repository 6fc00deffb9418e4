"""The ways onto a machine that docs/install.md names, each by its own command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import yaml

from eck_mesh import __version__
from tests.support.helm import ROOT, Helm
from tests.support.streams import LOCKED

STRICT = "--set=mesh.mode=strict"


def kinds(stdout: str) -> set[str]:
    return {o["kind"] for o in yaml.safe_load_all(stdout) if o}


def test_pip_installs_a_program_that_needs_nothing_of_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [installed], input=LOCKED, capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    assert "PeerAuthentication" in kinds(done.stdout)
    explained = subprocess.run(
        [installed, "explain"],
        input=LOCKED,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    )
    assert "Kibana/prod/kb: mode strict" in explained.stdout


def test_helm_4_installs_the_folder_as_a_plugin(tmp_path: Path, helm4: Helm) -> None:
    env = {"HELM_DATA_HOME": str(tmp_path), "HELM_PLUGINS": str(tmp_path / "plugins")}
    done = helm4.run("plugin", "install", "./postrenderer", env=env)
    assert "Installed plugin: eck-mesh" in done.stdout + done.stderr
    done = helm4.run(
        "template", "x", ".", "-n", "prod", STRICT, "--post-renderer", "eck-mesh", env=env
    )
    assert "PeerAuthentication" in kinds(done.stdout)


def test_helm_3_starts_the_program_by_name_or_by_path(helm3: Helm) -> None:
    env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    for program in "eck-mesh", "./postrenderer/launcher":
        done = helm3.run(
            "template", "x", ".", "-n", "prod", STRICT, "--post-renderer", program, env=env
        )
        assert "PeerAuthentication" in kinds(done.stdout), done.stderr


def test_one_version_everywhere() -> None:
    assert (
        yaml.safe_load((ROOT / "postrenderer" / "plugin.yaml").read_text())["version"]
        == __version__
    )
    assert yaml.safe_load((ROOT / "Chart.yaml").read_text())["version"] == __version__
    assert f'version = "{__version__}"' in (ROOT / "postrenderer" / "pyproject.toml").read_text()


def test_the_package_of_the_chart_holds_the_chart_only(helm: Helm, tmp_path: Path) -> None:
    """Without a plan that somebody has written into the folder."""
    folder = tmp_path / "chart"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", ".tools", "tests"))
    for plan in "mesh.yaml", "mesh-production.yaml":
        (folder / plan).write_text("mesh: {}")
    assert helm.run("package", str(folder), "-d", str(tmp_path)).returncode == 0
    with tarfile.open(tmp_path / f"eck-mesh-{__version__}.tgz") as archive:
        top = {name.split("/")[1] for name in archive.getnames()}
    chart = {"Chart.yaml", "values.yaml", "values.schema.json", "templates", "files"}
    assert top - {".helmignore"} == chart | {"README.md", "LICENSE"}  # Artifact Hub reads no others
