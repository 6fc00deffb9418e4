"""A clone of this repository as it is in the working tree, committed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.helm import ROOT, binary

WHEN = "2026-01-02T03:04:05Z"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "a"), ("EMAIL", "a@example.com"), ("DATE", WHEN))
}


class Clone:
    """One folder; `commit` records what a test has changed in it, at a fixed time."""

    def __init__(self, folder: Path) -> None:
        if not (ROOT / ".git").exists():
            pytest.skip("this is no git checkout")
        self.folder = folder
        self.umask = -1  # that of this process
        if folder.exists():
            return
        files = subprocess.run(
            ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split("\0")
        for file in files:
            if (ROOT / file).is_file():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / file, folder / file)  # with the present time
        self.git("init", "-q", "-b", "main")
        self.commit()

    @property
    def dist(self) -> Path:
        """Where `ci/release` puts what it makes."""
        return self.folder / "dist"

    def git(self, *words: str) -> str:
        env = {**os.environ, **IDENTITY}
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=env, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "a")

    def release(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """`ci/release`, with Helm 4 unless the environment names another."""
        return subprocess.run(
            ["ci/release", *words],
            cwd=self.folder,
            env={**os.environ, "HELM": binary(4), "PYTHON": sys.executable, **env},
            capture_output=True,
            text=True,
            timeout=120,
            umask=self.umask,
        )
