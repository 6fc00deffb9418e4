"""Programs with a terminal of their own, as a person starts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

# Makes stdin its terminal, then opens the streams that the test names; the others stay on the terminal.
START = """\
import fcntl, json, os, sys, termios
os.setsid()
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.set_inheritable(os.dup(0), True)  # without any user the terminal would be gone
streams, command, background, stops = json.loads(sys.argv[1])
if stops:
    modes = termios.tcgetattr(0)
    modes[3] |= termios.TOSTOP
    termios.tcsetattr(0, termios.TCSANOW, modes)
for number, path in streams.items():
    flags = os.O_RDONLY if number == "0" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    os.dup2(os.open(path, flags, 0o600), int(number))
if background:
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, os.WUNTRACED)[1]))
    os.setpgid(0, 0)
os.execvp(command[0], command)
"""


class Shown(NamedTuple):
    """What a person saw on the terminal, and the exit status."""

    screen: str
    returncode: int


def at_terminal(
    command: Sequence[str | Path],
    env: dict[str, str],
    streams: dict[int, Path],
    background: bool = False,
    stops: bool = False,
    typed: str = "",
    cwd: Path | None = None,
) -> Shown:
    """Run a command whose terminal is a new one; streams: files instead of the terminal.

    typed: what the person types, all at once.
    stops: whether a job in the background is stopped if it writes to the terminal (stty tostop).
    """
    ours, theirs = os.openpty()
    files = {number: str(path) for number, path in streams.items()}
    words = json.dumps([files, list(map(str, command)), background, stops])
    with subprocess.Popen(
        [sys.executable, "-c", START, words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={key: value for key, value in env.items() if key != "ECK_MESH_NOTES"},
        cwd=cwd,
    ) as process:
        os.close(theirs)
        os.write(ours, typed.encode())
        screen = b""
        while chunk := _read(ours):
            screen += chunk
        status = process.wait(timeout=60)
    os.close(ours)
    return Shown(screen.decode().replace("\r\n", "\n"), status)


def _read(terminal: int) -> bytes:
    """More of what was printed; b"" where the last process is gone, which Linux calls an error."""
    try:
        return os.read(terminal, 1 << 16)
    except OSError:
        return b""
