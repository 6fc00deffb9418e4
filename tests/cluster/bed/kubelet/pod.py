"""The life of one pod: its network, its volumes, its containers in their order, and their end."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet import ends, launch, status
from tests.cluster.bed.kubelet.container import GRACE, Container
from tests.cluster.bed.kubelet.network import Network
from tests.cluster.bed.kubelet.process import Running
from tests.cluster.bed.kubelet.projection import Reader
from tests.cluster.bed.kubelet.report import Report
from tests.cluster.bed.kubelet.role import Role
from tests.cluster.bed.kubelet.sources import Cluster, Missing
from tests.cluster.bed.kubelet.volumes import Volumes

OFTEN = 0.5  # seconds between two looks at what is not there yet


class Deleted(Exception):
    """The pod is to go: what was waited for does not matter any more."""


class Pod:
    """found: the object, of which `seen` hears the changes; home: the kubelet's folder."""

    def __init__(self, cluster: Cluster, network: Network, home: Path, found: Object) -> None:
        self.cluster, self.network, self.found, self.spec = cluster, network, found, found["spec"]
        self.namespace, self.name = found["metadata"]["namespace"], found["metadata"]["name"]
        self.report = Report(cluster.api, found)
        self.address = ""
        self.home, self.folder = home, home / self.namespace / self.name
        self.volumes = Volumes(home, found, Reader(cluster, found, ""))
        self.news = threading.Condition()
        self.gone = self.over = False  # gone: without a word, as by deletion with no grace
        init = found["spec"].get("initContainers") or []
        self.containers = [
            Container(self, c, Role.SIDECAR if c.get("restartPolicy") == "Always" else Role.INIT)
            for c in init
        ] + [Container(self, c, Role.MAIN) for c in found["spec"]["containers"]]

    def start(self) -> None:
        threading.Thread(target=self._live, name=self.name, daemon=True).start()

    def seen(self, found: Object) -> None:
        with self.news:
            self.found = found
            self.news.notify_all()

    def vanished(self) -> None:
        """The object is gone: by force, or because this kubelet has deleted it."""
        with self.news:
            self.gone = True
            self.news.notify_all()
        for container in self.containers:
            container.kill()

    # -- its life

    def _live(self) -> None:
        try:
            self.address = self.volumes.reader.address = self.network.plug(
                self.namespace, self.name
            )
            self.tell()
            self._until(self._mounted)
            for container in self._of(Role.MAIN) if self._initialized() else ():
                container.start()
            self._until(lambda: all(c.done.is_set() for c in self._of(Role.MAIN)))
        except Deleted:
            pass
        except Exception as error:  # the other pods go on
            print(self.report.path, type(error).__name__, error, file=sys.stderr, flush=True)
            self._wait(lambda: False)
        self._end()

    def _mounted(self) -> bool:
        try:
            self.volumes.mount()
        except Missing as missing:
            print(self.report.path, missing, file=sys.stderr, flush=True)
            return False
        return True

    def _initialized(self) -> bool:
        """One after the other; a native sidecar only has to be started. False where one failed for good: then so has the pod."""
        for container in self._of(Role.INIT, Role.SIDECAR):
            container.start()
            self._until(lambda c=container: status.begun(c) or c.done.is_set())  # type: ignore[misc]
            if container.role == Role.INIT and container.code:
                for other in self._of(Role.MAIN):
                    other.done.set()
                return False
        return True

    def _end(self) -> None:
        """Hooks of all at once; native sidecars go when all others have, the last one first."""
        grace = self.found["metadata"].get("deletionGracePeriodSeconds")
        if grace is None:
            grace = self.spec.get("terminationGracePeriodSeconds", GRACE)
        ends.end(self.containers, 0 if self.gone else grace)
        self.tell()
        self._wait(lambda: False)
        self.network.unplug(self.namespace, self.name)
        self.volumes.remove()
        shutil.rmtree(self.folder / "run", ignore_errors=True)
        self.over = True
        while not self.report.deleted():
            time.sleep(OFTEN)

    # -- what its containers ask of it

    def launch(self, container: Container) -> Running:
        return Running(launch.plan(self, container), self.folder / f"{container.name}.log")

    def tell(self) -> None:
        """Have the API server know its status, if that has changed."""
        with self.report.lock:
            told = self.report.told
            found = status.status(self.found, self.containers, self.address, told)
            if not self.gone:
                self.report.write(found)
        with self.news:
            self.news.notify_all()

    # -- waiting

    def _until(self, check: Callable[[], bool]) -> None:
        """Deleted where it is to go before."""
        self._wait(check)
        if self._leaving():
            raise Deleted

    def _wait(self, check: Callable[[], bool]) -> None:
        with self.news:
            while not self._leaving() and not check():
                self.news.wait(OFTEN)

    def _leaving(self) -> bool:
        return self.gone or "deletionTimestamp" in self.found["metadata"]

    def _of(self, *roles: Role) -> list[Container]:
        return [c for c in self.containers if c.role in roles]
