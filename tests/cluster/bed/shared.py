"""Beds that all workers of a test run share: the first test that asks starts one, and it goes when its last test is over.

A bed is a process of its own (`python -m tests.cluster`), which ends with the run even where that is killed. Its folder and
its log are named after the run's process; to create the log is to be the first.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.cluster.bed import phases
from tests.cluster.bed.bed import PREFIX, Bed, BedError
from tests.support.helm import ROOT

UP = "up.json"  # written when everything runs: how long each part took
FAILED = "this bed did not come up"
SECONDS = 300


def run_id() -> int:
    """The process of the whole run: xdist's workers are its children."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


class Shared:
    """kind: of control_plane.KINDS; name: of this bed, where there are more of the kind; tests: how many of the run use it, once
    that is known."""

    def __init__(self, kind: str, name: str = "") -> None:
        self.kind, self.tests = kind, 0
        self.folder = Path(tempfile.gettempdir()) / f"{PREFIX}{run_id()}-{name or kind}"
        self.log = self.folder.with_suffix(".log")

    def bed(self) -> Bed:
        """The running bed."""
        begin = time.monotonic()
        first = self._start()
        while not (self.folder / UP).exists():
            if FAILED in self.log.read_text() or time.monotonic() > begin + SECONDS:
                raise BedError(self.log.read_text()[-4000:])
            time.sleep(0.1)
        if first:
            parts = json.loads((self.folder / UP).read_text())
            told = ", ".join(f"{name} {seconds:.1f}" for name, seconds in parts.items())
            phases.TAKEN.append((f"the bed {self.kind} is up ({told})", time.monotonic() - begin))
        return Bed(self.folder)

    def _start(self) -> bool:
        """Whether this process is the one that starts it."""
        with contextlib.suppress(FileExistsError), self.log.open("x") as log:
            command = [sys.executable, "-m", "tests.cluster", self.kind, str(self.folder)]
            subprocess.Popen(
                [*command, str(run_id())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            return True
        return False

    def used(self) -> None:
        """One more of its tests is over. A byte each: all workers add to the same file."""
        count = self.folder / "used"
        if not (self.folder / UP).exists():
            return
        with count.open("ab") as file:
            file.write(b".")
        if count.stat().st_size == self.tests:
            end(self.folder)


def end(folder: Path) -> None:
    """Have a bed taken down by the process that owns it."""
    with contextlib.suppress(OSError):
        os.kill(int((folder / "owner").read_text()), signal.SIGTERM)


def end_all(seconds: float = 20) -> None:
    """Take down what is left of this run, and wait until it is gone."""
    mine = [
        path for path in Path(tempfile.gettempdir()).glob(f"{PREFIX}{run_id()}-*") if path.is_dir()
    ]
    for folder in mine:
        end(folder)
    until = time.monotonic() + seconds
    while any(folder.exists() for folder in mine) and time.monotonic() < until:
        time.sleep(0.1)
    for log in Path(tempfile.gettempdir()).glob(f"{PREFIX}{run_id()}-*.log"):
        log.unlink()
