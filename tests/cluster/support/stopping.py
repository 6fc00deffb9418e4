"""A post-renderer that stops at a moment, until a test lets it go on or has killed it.

The launcher starts it as the Python of ECK_MESH_PYTHON, and it starts the program: Helm sees the
real launcher, and the bytes of the real program.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

# The moments: before it reads, when it has read a part, when it has written half.
STARTS, READS, WRITES = "starts", "reads", "writes"
SCRIPT = f"""\
#!{sys.executable} -IS
import os, subprocess, sys, time

def stop(moment):
    if moment == {{moment!r}}:
        with open({{mark!r}} + ".part", "w") as file:
            file.write(f"{{{{os.getpid()}}}} {{{{os.getppid()}}}}")
        os.rename({{mark!r}} + ".part", {{mark!r}})
        while not os.path.exists({{mark!r}} + ".go"):
            time.sleep(0.01)

stop("starts")
first = os.read(0, 500)
stop("reads")
done = subprocess.run([{sys.executable!r}, *sys.argv[1:]], input=first + sys.stdin.buffer.read(), stdout=subprocess.PIPE)
half = len(done.stdout) // 2
sys.stdout.buffer.write(done.stdout[:half])
sys.stdout.flush()
stop("writes")
sys.stdout.buffer.write(done.stdout[half:])
sys.stdout.flush()
sys.exit(done.returncode)
"""


class Running(NamedTuple):
    """The processes of a post-renderer that has stopped."""

    python: int
    launcher: int


class Stopping:
    """A Python for ECK_MESH_PYTHON, in a folder."""

    def __init__(self, folder: Path, moment: str) -> None:
        self.mark = folder / f"{moment}.stopped"
        self.python = folder / f"python-{moment}"
        self.python.write_text(SCRIPT.format(moment=moment, mark=str(self.mark)))
        self.python.chmod(0o755)

    @property
    def env(self) -> dict[str, str]:
        return {"ECK_MESH_PYTHON": str(self.python)}

    def stopped(self) -> Running:
        """Its processes, when it has stopped."""
        wait(self.mark.exists)
        return Running(*map(int, self.mark.read_text().split()))

    def go_on(self) -> None:
        Path(f"{self.mark}.go").touch()


def kill(pid: int, number: signal.Signals = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def is_running(pid: int) -> bool:
    """Not also when it has ended and nobody has asked for its status."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait(check: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < end
        time.sleep(0.02)
