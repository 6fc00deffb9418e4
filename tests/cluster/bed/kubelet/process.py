"""A container's processes: the first one in namespaces of its own, others beside it."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import threading
from pathlib import Path
from typing import NamedTuple

from tests.cluster.bed.kubelet.root import Root
from tests.cluster.bed.kubelet.user import User

TIMEOUT = 124, 137  # of timeout(1)

# unshare --fork would not say which signal ended its child. A shell's child ignores two signals, and its end by a signal is
# said on stderr: neither is the container's.
WAIT = 'exec 9>&2 2>/dev/null; env --default-signal bash "$0" 2>&9 9>&- & wait $!'


class NotStarted(Exception):
    """The namespaces were not made, or the program is not there: the log says more."""


class Plan(NamedTuple):
    """What to start. space: the pod's network namespace; home: a folder for what belongs to the container."""

    space: str
    hostname: str
    home: Path
    root: Root
    user: User
    folder: str
    env: dict[str, str]
    command: list[str]

    def as_user(self) -> list[str]:
        """What goes in front of a command within the container."""
        return [*self.user.setpriv(), "env", "-i", *(f"{k}={v}" for k, v in self.env.items())]

    def script(self, tell: int) -> str:
        """tell: the file descriptor that is told when all is made."""
        lines = [*self.root.script(), f"hostname {shlex.quote(self.hostname)}"]
        lines += [f"cd {shlex.quote(self.folder)}", f"echo made >&{tell}", f"exec {tell}>&-"]
        return "\n".join([*lines, f"exec {self._last()}", ""])

    def _last(self) -> str:
        """The kernel ends it with the process that waits for it."""
        first, *more = self.as_user()
        return shlex.join([first, "--pdeathsig=KILL", *more, *self.command])


class Running:
    """Started at once, by a thread that must outlive it: the kernel kills it when that thread ends.

    A shell waits for it outside of its PID namespace, and ends with its exit code.
    """

    def __init__(self, plan: Plan, log: Path) -> None:
        self.plan = plan
        script = plan.home / "start.sh"
        out, into = os.pipe()  # not the log itself: scripts of ECK truncate what they write to
        os.fchown(into, plan.user.uid, plan.user.gid)
        made, tell = os.pipe()
        script.write_text(plan.script(tell))
        inner = ("unshare", "--mount", "--uts", "--ipc", "--pid", "bash", "-c", WAIT)
        self.popen = subprocess.Popen(
            [
                *("setpriv", "--pdeathsig", "KILL", "nsenter", f"--net=/run/netns/{plan.space}"),
                *(*inner, str(script)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=into,
            stderr=into,
            pass_fds=(tell,),
            start_new_session=True,
        )
        os.close(into)
        os.close(tell)
        threading.Thread(target=copy, args=(out, log), daemon=True).start()
        with os.fdopen(made) as lines:
            if not lines.readline():  # the end of the file comes only with the end of them all
                raise NotStarted(f"exit code {self.wait()}")
        self.pid = self._first()
        # For other processes than the kubelet: access.py.
        (plan.home / "inside").write_text("\0".join(self.inside()))

    def _first(self) -> int:
        """The pid, as seen from here, of the container's process 1; 0 where it has ended."""
        with contextlib.suppress(OSError, IndexError):
            tasks = Path("/proc", str(self.popen.pid), "task", str(self.popen.pid))
            return int((tasks / "children").read_text().split()[0])
        return 0

    def inside(self) -> list[str]:
        """What goes in front of a command that is to run in the container."""
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--uts", "--ipc", "--net", "--pid"]
        return [*enter, *self.plan.as_user()]

    def execute(self, command: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
        """A command in the container; the exit code is one of TIMEOUT where it took too long."""
        limit = ["timeout", "--kill-after=1", str(max(seconds, 0.1))]
        return subprocess.run(
            [*self.inside(), *limit, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
        )

    def send(self, number: signal.Signals) -> None:
        if self.pid and self.popen.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def alive(self) -> bool:
        return self.popen.poll() is None

    def wait(self, seconds: float | None = None) -> int:
        """The exit code; 128 and its number after a signal. subprocess.TimeoutExpired."""
        code = self.popen.wait(seconds)
        return code if code >= 0 else 128 - code


def copy(out: int, log: Path) -> None:
    with os.fdopen(out, "rb", buffering=0) as source, log.open("ab", buffering=0) as target:
        while data := source.read(65536):
            target.write(data)
