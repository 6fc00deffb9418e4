"""The post-renderer dies in the middle, or Helm does while the post-renderer runs: nothing is applied, no revision is stored.

Helm starts the launcher of this checkout, and stops are at moments of support/stopping.py.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.cluster.support.interrupted import PERMISSIVE, STRICT, Cut
from tests.cluster.support.release import KEPT
from tests.cluster.support.stopping import READS, STARTS, WRITES, Stopping, is_running, kill, wait

KILL, TERM, INT = signal.SIGKILL, signal.SIGTERM, signal.SIGINT
# What Helm prints when its post-renderer has ended by a signal, or by the exit code that a shell makes of one.
DIED = {3: ("error while running command", "launcher"), 4: ("eck-mesh", "exited with error")}


@pytest.mark.parametrize("who", ["python", "launcher"])
@pytest.mark.parametrize("moment", [READS, WRITES])
def test_the_post_renderer_is_killed(cut: Cut, moment: str, who: str, tmp_path: Path) -> None:
    """As by the kernel, when memory is short. Killed alone, the launcher leaves a program that writes all the rest."""
    cut.ok("install", PERMISSIVE)
    before = cut.there()
    stopping = Stopping(tmp_path, moment)
    cut.gate.stop_at(-1)
    helm = cut.start("upgrade", STRICT, KEPT, **stopping.env)
    running = stopping.stopped()
    kill(getattr(running, who))
    stopping.go_on()
    _, error = helm.communicate(timeout=60)
    assert helm.returncode == 1
    assert all(words in error for words in DIED[cut.helm.major])
    assert cut.gate.writes == []
    assert cut.there() == before
    assert cut.history() == ["deployed"]
    cut.ok("upgrade", STRICT, KEPT)
    assert cut.there() == cut.rendered(STRICT, KEPT)


def test_an_atomic_install_whose_post_renderer_is_killed(cut: Cut, tmp_path: Path) -> None:
    stopping = Stopping(tmp_path, WRITES)
    atomic = "--atomic" if cut.helm.major == 3 else "--rollback-on-failure"
    helm = cut.start("install", STRICT, atomic, **stopping.env)
    kill(stopping.stopped().python)
    helm.communicate(timeout=60)
    assert (helm.returncode, cut.gate.writes, cut.there(), cut.history()) == (1, [], {}, [])
    cut.ok("install", STRICT)


@pytest.mark.parametrize("moment", [STARTS, WRITES])
@pytest.mark.parametrize("number", [KILL, INT], ids=lambda number: number.name)
def test_helm_ends_while_the_post_renderer_runs(
    cut: Cut, moment: str, number: signal.Signals, tmp_path: Path
) -> None:
    """SIGKILL to Helm alone: the post-renderer then writes to nobody. Ctrl-C reaches both."""
    cut.ok("install", PERMISSIVE)
    before = cut.there()
    cut.gate.stop_at(-1)
    stopping = Stopping(tmp_path, moment)
    helm = cut.start("upgrade", STRICT, KEPT, **stopping.env)
    running = stopping.stopped()
    if number == KILL:
        helm.kill()
        stopping.go_on()
    else:
        os.killpg(helm.pid, number)
    helm.communicate(timeout=60)
    assert helm.returncode != 0
    wait(lambda: not any(map(is_running, running)))
    assert cut.gate.writes == []
    assert cut.there() == before
    assert cut.history() == ["deployed"]


def test_helm_is_cancelled_while_the_post_renderer_runs(cut: Cut, tmp_path: Path) -> None:
    """SIGTERM to Helm alone: Helm waits for the post-renderer, stores the whole release, and calls it failed."""
    stopping = Stopping(tmp_path, READS)
    helm = cut.start("install", STRICT, **stopping.env)
    stopping.stopped()
    helm.terminate()
    stopping.go_on()
    helm.communicate(timeout=60)
    assert helm.returncode == 1
    assert cut.history() == ["failed"]
    assert cut.there().items() <= cut.rendered(STRICT).items()
    cut.ok("upgrade", "--install", STRICT)
    assert cut.there() == cut.rendered(STRICT)
