"""A container's hooks, and how one run of it is ended: hook, SIGTERM, SIGKILL."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.cluster.bed.kubelet.handlers import Target, handle

LEAST = 2.0  # seconds between SIGTERM and SIGKILL, whatever is left of the grace period
Turn = Callable[
    [float], None
]  # returns when it is the container's turn, at that time at the latest


def run(name: str, target: Target, seconds: float) -> bool:
    """Whether postStart or preStop went well, or there is none."""
    told = (target.container.get("lifecycle") or {}).get(name)
    why = handle(told, target, seconds) if told else ""
    if why:
        print(target.container["name"], name, why, file=sys.stderr, flush=True)
    return not why


def stop(target: Target, until: float, turn: Turn | None = None) -> None:
    """until: the end of the grace period, on the monotonic clock. Where it is over already, there is no hook."""
    if until > time.monotonic():
        run("preStop", target, until - time.monotonic())
    if turn:
        turn(until)
    target.running.send(signal.SIGTERM)
    try:
        target.running.wait(max(until - time.monotonic(), LEAST))
    except subprocess.TimeoutExpired:
        target.running.send(signal.SIGKILL)
