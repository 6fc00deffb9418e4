"""One container: it runs, is probed, ends, and runs again where it is to."""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import Protocol

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet import hooks
from tests.cluster.bed.kubelet.handlers import Target
from tests.cluster.bed.kubelet.hooks import Turn
from tests.cluster.bed.kubelet.images import NoImage
from tests.cluster.bed.kubelet.node import now
from tests.cluster.bed.kubelet.probes import Probes
from tests.cluster.bed.kubelet.process import NotStarted, Running
from tests.cluster.bed.kubelet.role import Role
from tests.cluster.bed.kubelet.sources import Missing

BACK_OFF = 10.0  # seconds before the second restart, then twice as long each time
LONGEST = 300.0
GRACE = 30
WAIT = 1.0  # seconds before what was not there is looked for again


class Of(Protocol):
    """The pod, as its containers see it."""

    spec: Object
    address: str

    def launch(self, container: Container) -> Running: ...
    def tell(self) -> None: ...


class Container:
    """state, last: as in the pod's status; done: it has ended and will not run again."""

    def __init__(self, pod: Of, spec: Object, role: Role) -> None:
        self.pod, self.spec, self.role = pod, spec, role
        self.name: str = spec["name"]
        self.restarts = 0
        self.begun = self.ready = self.started = False
        self.state: Object = {"waiting": {"reason": "PodInitializing"}}
        self.last: Object = {}
        self.running: Running | None = None
        self.probes: Probes | None = None
        self.ending, self.done = threading.Event(), threading.Event()
        self.policy = role.policy(pod.spec.get("restartPolicy") or "Always")

    @property
    def code(self) -> int | None:
        """Its exit code, once it has ended."""
        ended: Object = self.state.get("terminated") or {}
        return ended.get("exitCode")

    def start(self) -> None:
        self.begun = True
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def _run(self) -> None:
        wait = 0.0
        while not self.ending.is_set():
            if self._launched():
                self._work()
                if self.policy == "Never" or (self.policy == "OnFailure" and self.code == 0):
                    break
                if not self.ending.is_set():
                    self._back_off(wait)
                    wait = min(max(wait * 2, BACK_OFF), LONGEST)
        self.done.set()
        self.pod.tell()

    def _launched(self) -> bool:
        """Whether it runs. What is not there is waited for."""
        try:
            self.running = self.pod.launch(self)
        except (Missing, NoImage, NotStarted, ValueError) as error:
            kind = "RunContainer" if isinstance(error, NotStarted) else "CreateContainerConfig"
            self._become(waiting={"reason": f"{kind}Error", "message": str(error)})
            self.ending.wait(WAIT)
            return False
        if self.ending.is_set():  # meanwhile
            self.running.send(signal.SIGKILL)
        return True

    def _work(self) -> None:
        """One run, to its end."""
        assert self.running
        begin = now()
        self.probes = Probes(self.target(), self._judge)
        self.started = "startupProbe" not in self.spec
        self.ready = self.started and "readinessProbe" not in self.spec
        self._become(running={"startedAt": begin})
        if hooks.run("postStart", self.target(), LONGEST):
            self.probes.start()
        else:
            self.running.send(signal.SIGKILL)
        code = self.running.wait()
        self.probes.stop()
        self.ready = self.started = False
        reason = "Completed" if code == 0 else "Error"
        times = {"startedAt": begin, "finishedAt": now()}
        self._become(terminated={"exitCode": code, "reason": reason, **times})

    def _back_off(self, seconds: float) -> None:
        ended = self.state
        if seconds:
            self._become(waiting={"reason": "CrashLoopBackOff", "message": f"back-off {seconds} s"})
            self.ending.wait(seconds)
        if self.ending.is_set():
            self.state = ended
        else:
            self.last = ended
            self.restarts += 1

    def target(self) -> Target:
        assert self.running
        return Target(self.running, self.pod.address, self.spec)

    def _judge(self, kind: str, why: str) -> None:
        """A probe has reached a threshold."""
        if kind == "readiness":
            self.ready = not why
        elif not why:
            self.started = True
            self.ready = "readinessProbe" not in self.spec
        elif not self.ending.is_set():
            print(self.name, kind, "probe:", why, file=sys.stderr, flush=True)
            grace = self.pod.spec.get("terminationGracePeriodSeconds", GRACE)
            grace = self.spec[f"{kind}Probe"].get("terminationGracePeriodSeconds") or grace
            self.stop(time.monotonic() + grace)
        self.pod.tell()

    def stop(self, until: float, turn: Turn | None = None) -> None:
        """This run of it; until: on the monotonic clock."""
        if self.running and self.running.alive():
            hooks.stop(self.target(), until, turn)

    def kill(self) -> None:
        """At once, and for good."""
        self.ending.set()
        if self.running:
            self.running.send(signal.SIGKILL)

    def _become(self, **state: Object) -> None:
        self.state = state
        self.pod.tell()
