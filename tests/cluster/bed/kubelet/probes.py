"""The probes of one run of a container, each in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.handlers import Target, handle

KINDS = "startup", "readiness", "liveness"
Verdict = Callable[[str, str], None]  # kind of the probe, and why it failed or ""


class Probes:
    """verdict: told when a threshold is reached. Without a startup probe a container has started when it runs."""

    def __init__(self, target: Target, verdict: Verdict) -> None:
        self.target, self.verdict = target, verdict
        self.over = threading.Event()
        self.started = threading.Event()
        self.probes = {k: p for k in KINDS if (p := target.container.get(f"{k}Probe"))}

    def start(self) -> None:
        if "startup" not in self.probes:
            self.started.set()
        for kind, probe in self.probes.items():
            threading.Thread(target=self._repeat, args=(kind, probe), daemon=True).start()

    def stop(self) -> None:
        self.over.set()
        self.started.set()

    def _repeat(self, kind: str, probe: Object) -> None:
        """Others wait for the startup probe, which ends with its first success."""
        if kind != "startup":
            self.started.wait()
        self.over.wait(probe.get("initialDelaySeconds") or 0)
        needed = {
            True: probe.get("successThreshold") or 1,
            False: probe.get("failureThreshold") or 3,
        }
        last, times = None, 0
        while not self.over.is_set():
            begin = time.monotonic()
            why = handle(probe, self.target, probe.get("timeoutSeconds") or 1)
            times = times + 1 if last == (not why) else 1
            last = not why
            if self.over.is_set():
                return
            if times == needed[last]:
                self.verdict(kind, why)
                if kind == "startup" and last:
                    self.started.set()
                    return
            self.over.wait(begin + (probe.get("periodSeconds") or 10) - time.monotonic())
