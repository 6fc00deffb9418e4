"""The commands of the story, run as a user of the cluster would type them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from ci.demo import page
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.release import helm_in
from tests.support.helm import ROOT


class Unexpected(Exception):
    """What happened is not what the story tells."""


class Shell:
    """Has helm, kubectl and eck-mesh on PATH, and is the administrator of the bed."""

    def __init__(self, bed: Bed, home: Path) -> None:
        """home: an empty folder."""
        self.helm = helm_in(bed, 4, home)
        programs = home / "bin"
        programs.mkdir()
        (programs / "helm").symlink_to(self.helm.command[-1])
        (programs / "kubectl").symlink_to(TOOLS / "kubectl")
        search = f"{programs}:{ROOT}/.venv/bin:{self.helm.env['PATH']}"
        self.within = bed.within
        self.env = {**self.helm.env, "PATH": search, "ECK_MESH_NOTES": "/dev/null"}

    def run(self, text: str, status: int = 0) -> str:
        """What a command prints. Unexpected if it has another exit status than this one."""
        done = subprocess.run(
            [*self.within, "bash", "-o", "pipefail", "-c", page.with_color(text)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
            timeout=180,
        )
        if done.returncode != status:
            raise Unexpected(f"{text}\n{done.stdout}{done.stderr}exit status {done.returncode}")
        return done.stdout or done.stderr

    def show(self, text: str, status: int = 0) -> None:
        """Print a command, then what it prints."""
        page.command(text)
        page.output(self.run(text, status))
