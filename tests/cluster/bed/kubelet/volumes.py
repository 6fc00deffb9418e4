"""The volumes of one pod, each a folder of the bed."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet import folder
from tests.cluster.bed.kubelet.folder import Files
from tests.cluster.bed.kubelet.projection import Reader
from tests.cluster.bed.kubelet.sources import Missing

MEMORY = Path("/dev/shm")


class Volumes:
    """home: the kubelet's folder; its parent is the bed's, whose name the folder of volumes in memory has."""

    def __init__(self, home: Path, pod: Object, reader: Reader) -> None:
        self.home, self.pod, self.reader = home, pod, reader
        uid = pod["metadata"]["uid"]
        self.folder = home / "volumes" / uid
        self.memory = MEMORY / home.parent.name / uid
        self.group: int | None = (pod["spec"].get("securityContext") or {}).get("fsGroup")
        self.paths: dict[str, Path] = {}
        self.written: dict[str, Files] = {}
        self.lock = threading.Lock()

    def mount(self) -> None:
        """Make all that are not there yet. Missing where one has to wait."""
        with self.lock:
            for volume in self.pod["spec"].get("volumes") or []:
                if volume["name"] not in self.paths:
                    self.paths[volume["name"]] = self._made(volume)
            self.reader.fresh = False

    def refresh(self, pod: Object) -> None:
        """Write what has changed. What is gone stays as it was, as with the real kubelet."""
        with self.lock:
            self.reader.pod = pod
            for volume in pod["spec"].get("volumes") or []:
                if volume["name"] in self.written:
                    try:
                        self._write(volume)
                    except Missing as missing:
                        print(pod["metadata"]["name"], volume["name"], missing, flush=True)

    def remove(self) -> None:
        """All but what belongs to claims."""
        with self.lock:
            self.written.clear()
            for path in self.folder, self.memory:
                shutil.rmtree(path, ignore_errors=True)

    def _made(self, volume: Object) -> Path:
        path: Path = self.folder / volume["name"]
        if "emptyDir" in volume:
            if volume["emptyDir"].get("medium") == "Memory":
                path = self.memory / volume["name"]
            return self._owned(path)
        if "persistentVolumeClaim" in volume:
            return self._owned(self._claim(volume["persistentVolumeClaim"]["claimName"]))
        if not self._write(volume):
            raise ValueError(
                f"volume {volume['name']}: {sorted(volume)} is not known to this kubelet"
            )
        return path

    def _write(self, volume: Object) -> bool:
        """Whether it is of a kind that is written."""
        files = self.reader.files(volume)
        if files is None:
            return False
        if files != self.written.get(volume["name"]):
            folder.write(self.folder / volume["name"], files, self.group)
            self.written[volume["name"]] = files
        return True

    def _claim(self, name: str) -> Path:
        """One folder for as long as there is this claim: a new one of the same name is another."""
        namespace = self.pod["metadata"]["namespace"]
        claim = self.reader.cluster.api.get("persistentvolumeclaims", name, namespace)
        if claim.get("status", {}).get("phase") != "Bound":
            raise Missing(f"persistentvolumeclaim {name} is not bound")
        uid: str = claim["metadata"]["uid"]
        return self.home / "claims" / uid

    def _owned(self, path: Path) -> Path:
        """For everybody, or for the pod's fsGroup."""
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o777)
        if self.group is not None:
            os.chown(path, -1, self.group)
            path.chmod(0o2777)
        return path
