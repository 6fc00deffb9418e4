"""How the containers of a pod end: all at once, but native sidecars when the others are gone, the last one first.

As kubernetes/pkg/kubelet/kuberuntime does it: every hook runs at once, those of native sidecars too. A native sidecar then
waits for its turn, at most as long as the grace period of the pod lasts.
"""

from __future__ import annotations

import threading
import time

from tests.cluster.bed.kubelet.container import Container
from tests.cluster.bed.kubelet.hooks import Turn
from tests.cluster.bed.kubelet.role import Role


def end(containers: list[Container], seconds: float) -> None:
    """Return when all have ended. seconds: the grace period; without one there are no hooks."""
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=end_one, args=(one, until, turn(one, containers)), daemon=True)
        for one in containers
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def end_one(container: Container, until: float, wait: Turn | None) -> None:
    container.ending.set()
    container.stop(until, wait)
    if container.begun:
        container.done.wait()


def turn(container: Container, containers: list[Container]) -> Turn | None:
    """Waits until those have ended that are to end before."""
    if container.role != Role.SIDECAR:
        return None
    before = [c for c in containers[containers.index(container) + 1 :] if c.begun]

    def wait(until: float) -> None:
        for other in before:
            other.done.wait(max(until - time.monotonic(), 0))

    return wait
