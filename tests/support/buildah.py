"""buildah, rootless, with a storage and homes of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.helm import ROOT, Output
from tests.support.rootless import OUTSIDE

ROOTLESS = ROOT / "tests" / "support" / "rootless.py"


class Buildah:
    """folder: where its images are; the user of the namespace owns it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        flags = [f"--root={folder}/root", f"--runroot={folder}/run", "--storage-driver=overlay"]
        self.command = [sys.executable, str(ROOTLESS), "buildah", *flags]
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "BUILDAH_ISOLATION": "chroot",
            "_CONTAINERS_USERNS_CONFIGURED": "done",
            "ENGINE": shlex.join(self.command),
            "PYTHON": sys.executable,
        }

    def __call__(self, *words: str) -> Output:
        return self.run([*self.command, *words], self.folder)

    def run(self, command: list[str], folder: Path) -> Output:
        """Another program, with buildah as its ENGINE."""
        done = subprocess.run(
            command, cwd=folder, env=self.env, capture_output=True, text=True, timeout=300
        )
        return Output(done.stdout, done.stderr, done.returncode)

    def succeed(self, *words: str) -> str:
        done = self(*words)
        assert done.returncode == 0, done
        return done.stdout.strip()


@contextmanager
def buildah() -> Iterator[Buildah]:
    """One, in a folder that every user can reach; the test fails without the program."""
    if not shutil.which("buildah"):
        pytest.fail("no buildah on this machine: .ci/run installs it")
    if os.getuid():
        pytest.skip("needs root, to map the ids of a user namespace")
    if subprocess.run([sys.executable, str(ROOTLESS), "true"], capture_output=True).returncode:
        pytest.skip("this machine allows no user namespace")
    folder = Path(tempfile.mkdtemp(dir="/var/tmp"))
    try:
        os.chown(folder, OUTSIDE, OUTSIDE)
        folder.chmod(0o755)
        yield Buildah(folder)
    finally:
        shutil.rmtree(folder)
