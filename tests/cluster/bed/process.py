"""One program that runs: its process and its log."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
from pathlib import Path

WRONG = re.compile(r"\b(error|fail|failed|fatal|panic|refused|denied|invalid)\b", re.IGNORECASE)


class Process:
    """Started at once, in its own session, with stdout and stderr in NAME.log of the folder; cwd is FOLDER/NAME."""

    def __init__(self, name: str, argv: list[str], folder: Path, env: dict[str, str]) -> None:
        cwd = folder / name
        cwd.mkdir(exist_ok=True)
        self.log = folder / f"{name}.log"
        with self.log.open("wb") as log:
            self.popen = subprocess.Popen(
                argv,
                cwd=cwd,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), **env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C of the test run is not theirs; they are ended by pid
            )

    def alive(self) -> bool:
        return self.popen.poll() is None

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(timeout=10)


def telling(log: Path, lines: int) -> str:
    """The lines of a log that matter: the last ones that speak of something wrong, and the very last ones."""
    found = log.read_text(errors="replace").splitlines()
    wrong = [line for line in found[:-lines] if WRONG.search(line)][-lines:]
    return "\n".join(line[:300] for line in [*wrong, *found[-lines:]])
