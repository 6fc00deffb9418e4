"""What a test does with a pod that runs: commands in its containers, their logs, an end to them."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

from tests.cluster.bed.api import Object
from tests.cluster.bed.bed import Bed


def containers(bed: Bed) -> list[str]:
    """All that have run on the bed, as Bed.logs names them."""
    paths = sorted((bed.folder / "kubelet").glob("*/*/*.log"))
    return [str(path.relative_to(bed.folder).with_suffix("")) for path in paths]


def ready(pod: Object) -> bool:
    conditions = pod.get("status", {}).get("conditions") or []
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)


class Access:
    """The pods of one namespace of a bed."""

    def __init__(self, bed: Bed, namespace: str) -> None:
        self.bed, self.namespace = bed, namespace
        self.folder = bed.folder / "kubelet" / namespace

    def execute(
        self, pod: str, container: str, *command: str, seconds: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """A command in a container that runs, as its user and with its environment; like kubectl exec."""
        return subprocess.run(
            [*self.inside(pod, container), *command],
            capture_output=True,
            text=True,
            timeout=seconds,
            stdin=subprocess.DEVNULL,
        )

    def inside(self, pod: str, container: str) -> list[str]:
        """What goes in front of a command that is to run in the container."""
        return (self._home(pod, container) / "inside").read_text().split("\0")

    def pid(self, pod: str, container: str) -> int:
        """The container's first process, as seen from outside."""
        (word,) = (w for w in self.inside(pod, container) if w.startswith("--target="))
        return int(word.partition("=")[2])

    def kill(self, pod: str, container: str, number: signal.Signals = signal.SIGKILL) -> None:
        """The first process of a container; the kubelet does with it what it does with any that has ended."""
        os.kill(self.pid(pod, container), number)

    def log(self, pod: str, container: str) -> str:
        """All that it wrote, and containers of this name before it."""
        path = self.folder / pod / f"{container}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_ready(self, *names: str, seconds: float = 60) -> None:
        """Until these pods are Ready. BedError with what they wrote."""

        def check() -> bool:
            found = {p["metadata"]["name"]: p for p in self.bed.items("pods", self.namespace)}
            return all(name in found and ready(found[name]) for name in names)

        self.bed.wait(f"{', '.join(names)} Ready", check, seconds)

    def wait_running(self, name: str, container: str, seconds: float = 30) -> None:
        """Until a command can be run in it, ready or not."""

        def check() -> bool:
            status = self.bed.get("pod", name, self.namespace).get("status", {})
            lists = status.get("initContainerStatuses"), status.get("containerStatuses")
            every = [one for statuses in lists for one in statuses or []]
            return any(one["name"] == container and "running" in one["state"] for one in every)

        self.bed.wait(f"{container} of {name} runs", check, seconds)

    def _home(self, pod: str, container: str) -> Path:
        return self.folder / pod / "run" / container
