"""What keeps a plan from becoming stale: the CI job of examples/flux, step by step, and the hook for pre-commit.

The steps run in bash as GitHub runs them; GitHub itself, and its actions, are not here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.registry import helm4, serving
from tests.support.helm import ROOT

JOB = yaml.safe_load((ROOT / "examples" / "flux" / "ci" / "github.yaml").read_text())["jobs"][
    "compile"
]
STEPS = {step["name"]: step["run"] for step in JOB["steps"] if "name" in step}


class Repository:
    """examples/flux as a repository of its own, with a remote, and its chart in a registry on loopback."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.remote = folder / "work", folder / "remote.git"
        self.env = {
            **os.environ,
            "PATH": f"{TOOLS}:{ROOT}/.venv/bin:{os.environ['PATH']}",
            "HELM_BIN": str(TOOLS / "helm4"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        for version in "0.1.0", "0.2.0":
            helm4("package", str(ROOT), f"--version={version}", f"--destination={folder}")
            helm4(
                "push",
                f"{folder}/eck-mesh-{version}.tgz",
                f"oci://127.0.0.1:{port}/charts",
                "--plain-http",
            )
        shutil.copytree(ROOT / "examples" / "flux", self.folder)
        self.replace("oci://registry.example", f"oci://127.0.0.1:{port}")
        self.replace(
            "spec:\n  interval: 1h\n  url:", "spec:\n  insecure: true\n  interval: 1h\n  url:"
        )
        self.ok(
            f"git init -q -b main && git init -q --bare {self.remote} && git remote add origin {self.remote}"
        )
        self.commit("first")

    def replace(self, old: str, new: str) -> None:
        path = self.folder / "base" / "stack.yaml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, timeout=120
        )

    def ok(self, script: str) -> str:
        done = self.run(script)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self, message: str) -> None:
        self.ok(
            f"git add -A && git -c user.name=a -c user.email=a@b commit -qm '{message}' && git push -qu origin main"
        )


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    with serving(str(TOOLS / "registry"), "-port") as port:
        yield Repository(tmp_path, port)


def test_a_bot_s_new_chart_is_compiled_again_and_pushed(repository: Repository) -> None:
    repository.ok(STEPS["check"])
    repository.replace("tag: 0.1.0", "tag: 0.2.0")
    repository.commit("Update the chart")
    stale = repository.run(STEPS["check"])
    assert (stale.returncode, "clusters/production/mesh.yaml is stale" in stale.stderr) == (1, True)
    repository.ok(STEPS["compile again"])
    assert (
        repository.ok(f"git -C {repository.remote} log --format=%s main").splitlines()[0]
        == "Compile the mesh plan again"
    )
    changed = repository.ok("git diff --name-only HEAD~1").split()
    assert changed == ["clusters/production/mesh.yaml", "clusters/staging/mesh.yaml"]
    repository.ok(STEPS["check"])
    repository.ok(STEPS["compile again"])
    assert repository.ok("git status --porcelain") == "", "nothing to do, nothing committed"


def test_a_mode_that_was_lost_stops_the_job(repository: Repository) -> None:
    values = repository.folder / "clusters" / "production" / "values.yaml"
    values.write_text(values.read_text().replace("mode: strict", "mode: permissive"))
    done = repository.run(STEPS["compile again"])
    below = "[release-below-expected-mode]" in done.stderr
    assert (done.returncode, below) == (1, True), done.stderr
    assert "clusters/production/mesh.yaml" not in repository.ok("git diff --name-only").split()


def test_the_hook_for_pre_commit(tmp_path: Path) -> None:
    hooks, user = tmp_path / "hooks", tmp_path / "user"
    env = {
        **os.environ,
        "PATH": f"{TOOLS}:{ROOT}/.venv/bin:{os.environ['PATH']}",
        "HELM_BIN": str(TOOLS / "helm4"),
    }
    env |= {"PRE_COMMIT_HOME": str(tmp_path / "cache"), "GIT_CONFIG_GLOBAL": "/dev/null"}

    def sh(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-ec", script], cwd=cwd, env=env, capture_output=True, text=True, timeout=120
        )

    for folder in hooks, user:
        folder.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    made = sh(
        "git init -q && git add -A && git -c user.name=a -c user.email=a@b commit -qm a && git rev-parse HEAD",
        hooks,
    )
    arguments = [
        f"--chart={ROOT}",
        "--release=logs",
        "--namespace=logs",
        "--values=values.yaml",
        "--output=mesh.yaml",
    ]
    hook: dict[str, Any] = {"id": "eck-mesh-compile", "args": arguments}
    config = {"repos": [{"repo": str(hooks), "rev": made.stdout.strip(), "hooks": [hook]}]}
    (user / ".pre-commit-config.yaml").write_text(json.dumps(config))
    (user / "values.yaml").write_text("mesh: {mode: strict}\n")
    compiled = sh(
        f"git init -q && eck-mesh compile {' '.join(arguments)} && git add -A && pre-commit run",
        user,
    )
    assert compiled.returncode == 0, compiled.stdout + compiled.stderr
    assert "Passed" in compiled.stdout
    (user / "values.yaml").write_text("mesh: {mode: permissive}\n")
    stale = sh("git add -A && pre-commit run", user)
    assert (stale.returncode, "mesh.yaml is stale" in stale.stdout) == (1, True), stale.stdout
