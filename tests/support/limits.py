"""The program as a process with limits, started as Helm starts it, and what it used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

from tests.support.helm import ROOT

LAUNCHER = ROOT / "postrenderer" / "launcher"
MIB = 1 << 20
# Sets the limits, starts the command and writes what it used to a file. A process of its own: the
# most memory that the kernel counts for a child begins with that of the process that started it.
START = """\
import json, os, resource, sys
path, limits, command = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3:]
child = os.fork()
if not child:
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
    os.execvp(command[0], command)
_, status, used = os.wait4(child, 0)
with open(path, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss], file)
"""


class Limits(NamedTuple):
    """Limits of a process. cpu: in seconds; memory: of addresses, file: of one file, in bytes."""

    cpu: int = 20
    memory: int = 0
    file: int = 0

    @property
    def named(self) -> dict[str, int]:
        """Those that are set, by the names of the module resource. No core file helps anybody."""
        every = {"RLIMIT_CPU": self.cpu, "RLIMIT_AS": self.memory, "RLIMIT_FSIZE": self.file}
        return {"RLIMIT_CORE": 0, **{name: value for name, value in every.items() if value}}


class Used(NamedTuple):
    """How a process ended, and what it used.

    status: below zero for a signal. cpu: seconds. memory: the most that was resident, in bytes.
    """

    stdout: bytes
    stderr: str
    status: int
    cpu: float
    memory: int

    def refusal(self, status: int = 1) -> str:
        """The words of a refusal: this status, nothing on stdout, no traceback, no signal."""
        assert (self.status, self.stdout) == (status, b""), (self.status, self.stderr[-2000:])
        assert "Traceback" not in self.stderr, self.stderr
        assert self.stderr.startswith("eck-mesh: "), self.stderr
        return self.stderr

    def result(self) -> bytes:
        """What a run that did its work wrote."""
        assert (self.status, self.stderr) == (0, ""), (self.status, self.stderr[-2000:])
        return self.stdout


def limited(
    *arguments: str | Path,
    stdin: bytes | IO[Any] | int = b"",
    limits: Limits = Limits(),  # noqa: B008 (a tuple)
    program: Sequence[str | Path] = (LAUNCHER,),
    env: Mapping[str, str] | None = None,
    **more: Any,
) -> Used:
    """Run the launcher with this Python; stdin: bytes, or a file. The launcher's use is Python's."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "used")
        command = [*map(str, program), *map(str, arguments)]
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", START, report, json.dumps(limits.named), *command],
            stdin=_opened(stdin, folder),
            stdout=more.pop("stdout", subprocess.PIPE),
            stderr=more.pop("stderr", subprocess.PIPE),
            env={**os.environ, "ECK_MESH_PYTHON": sys.executable, **(env or {})},
            check=False,
            **more,
        )
        status, cpu, memory = json.loads(report.read_text())
    stderr = (done.stderr or b"").decode(errors="replace")
    return Used(done.stdout or b"", stderr, status, cpu, memory * 1024)


def _opened(stdin: bytes | IO[Any] | int, folder: str) -> IO[Any] | int:
    """Bytes as a file: a pipe would need somebody who feeds it."""
    if not isinstance(stdin, bytes):
        return stdin
    path = Path(folder, "stdin")
    path.write_bytes(stdin)
    return path.open("rb")
