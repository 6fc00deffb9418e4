"""python -m tests.cluster.bed.kubelet FOLDER, in the network namespace of the bed with that folder, as root."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

from tests.cluster.bed.api import Object
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet import node
from tests.cluster.bed.kubelet.mirror import Mirror, key
from tests.cluster.bed.kubelet.network import Network
from tests.cluster.bed.kubelet.pod import Pod
from tests.cluster.bed.kubelet.sources import Cluster

SETTLE = 0.02  # seconds: changes come in groups
SELDOM = 5.0  # and at least so often, for tokens that grow old and what the API server did not take
ENDED = "Succeeded", "Failed"


class Kubelet:
    """All pods of the node, and what they share."""

    def __init__(self, bed: Bed) -> None:
        self.bed, self.wake = bed, threading.Event()
        self.network, self.home = Network(bed.name), bed.folder / "kubelet"
        self.pods = self._mirror(f"/api/v1/pods?fieldSelector=spec.nodeName%3D{node.NAME}")
        self.cluster = Cluster(
            bed.api, self._mirror("/api/v1/secrets"), self._mirror("/api/v1/configmaps")
        )
        self.lives: dict[str, Pod] = {}  # by uid

    def _mirror(self, path: str) -> Mirror:
        mirror = Mirror(self.bed.api, path, self.wake.set)
        mirror.start()
        return mirror

    def run(self) -> None:
        self.home.mkdir(exist_ok=True)  # it is where the program runs
        node.register(self.bed.api)
        print("ready", flush=True)
        while True:
            self.wake.wait(SELDOM)
            self.wake.clear()
            time.sleep(SETTLE)
            self._look()

    def _look(self) -> None:
        """At what has changed."""
        there = {pod["metadata"]["uid"]: pod for pod in self.pods.all()}
        for uid, found in there.items():
            if uid in self.lives:
                self.lives[uid].seen(found)
            elif self._may_live(found):
                self.lives[uid] = Pod(self.cluster, self.network, self.home, found)
                self.lives[uid].start()
        for uid, life in list(self.lives.items()):
            if uid not in there and life.over:
                del self.lives[uid]
            elif uid not in there:
                life.vanished()
                self.wake.set()  # another one of its name may wait for it
            elif not life.over:
                life.volumes.refresh(life.found)
                life.tell()

    def _may_live(self, found: Object) -> bool:
        """One that has ended does not; one whose name another still has waits for its end."""
        named = {(life.namespace, life.name) for life in self.lives.values() if not life.over}
        ended = found.get("status", {}).get("phase") in ENDED
        return not ended and key(found) not in named


if __name__ == "__main__":
    Kubelet(Bed(Path(sys.argv[1]))).run()
