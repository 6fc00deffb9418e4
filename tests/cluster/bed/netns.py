"""Network namespaces, seen from a process outside: a thread of it goes in, and what it opens there stays there."""

from __future__ import annotations

import ctypes
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
CLONE_NEWNET = 0x40000000
LISTEN = "0A"
LIBC = ctypes.CDLL(None, use_errno=True)


def inside(name: str, call: Callable[[], T]) -> T:
    """What call returns in the network namespace of that name or path. Only a thread of its own goes there."""

    def enter() -> T:
        with Path("/run/netns", name).open("rb") as namespace:
            if LIBC.setns(namespace.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), f"setns to {name}")
        return call()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(enter).result()


def connect(name: str, address: str, port: int, seconds: float = 5) -> socket.socket:
    """A TCP connection within the namespace. OSError where nobody answers."""
    found = inside(name, lambda: socket.create_connection((address, port), seconds))
    found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return found


def listening(name: str) -> set[int]:
    """The TCP ports of the namespace that a program listens on."""
    return inside(name, _listening)


def _listening() -> set[int]:
    """proc(5), net/tcp: local address, remote address, state."""
    found = set()
    for table in "tcp", "tcp6":
        for line in Path("/proc/thread-self/net", table).read_text().splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            if state == LISTEN:
                found.add(int(local.rpartition(":")[2], 16))
    return found


def processes(name: str) -> list[int]:
    """The programs that run in the namespace of that name or path."""
    here = Path("/run/netns", name).stat()
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            theirs = os.stat(path / "ns" / "net")
        except OSError:  # it has ended
            continue
        if (theirs.st_dev, theirs.st_ino) == (here.st_dev, here.st_ino):
            found.append(int(path.name))
    return found
