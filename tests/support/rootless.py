"""Start a program as root of a new user namespace, which is nobody outside: python tests/support/rootless.py PROGRAM…

Needs root, and only to map ids without a table in /etc/subuid. The ids 0 to 65535 inside are those from 100000 on outside. The
program may mount file systems, and may touch no file that users cannot.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

OUTSIDE = 100_000
NAMESPACES = 0x10000000 | 0x00020000  # CLONE_NEWUSER | CLONE_NEWNS of linux/sched.h


def become_root() -> None:
    """Of the namespace, once its ids are mapped."""
    os.setgroups([])
    os.setgid(0)
    os.setuid(0)


def leave() -> None:
    """Enter namespaces of this process."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(NAMESPACES):
        sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")


def main(command: list[str]) -> int:
    """The exit status of the program."""
    inside, left = os.pipe()
    mapped, go = os.pipe()
    child = os.fork()
    if not child:
        leave()
        os.write(left, b".")
        os.read(mapped, 1)
        become_root()
        os.execvp(command[0], command)
    os.close(left)
    if os.read(inside, 1):
        for ids in "uid_map", "gid_map":
            Path(f"/proc/{child}/{ids}").write_text(f"0 {OUTSIDE} 65536\n")
        os.write(go, b".")
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
