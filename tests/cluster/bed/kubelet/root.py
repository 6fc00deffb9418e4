"""The file system of a container, as the lines of a shell script that makes it in a mount namespace of its own.

The host's root is below; what the container writes there is in memory and its own. Folders of an image are bound likewise.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.cluster.bed.api import Object
from tests.cluster.bed.kubelet.environment import expanded
from tests.cluster.bed.kubelet.images import KEPT, Image
from tests.cluster.bed.kubelet.volumes import Volumes

HOST = ".host"  # where the host is until all is bound


class Mount(NamedTuple):
    source: Path
    target: str
    read_only: bool = False


class Root(NamedTuple):
    """work: an empty folder; files: written by the kubelet, by the path in the container."""

    work: Path
    image: Image
    files: dict[str, Path]
    mounts: list[Mount]
    read_only: bool

    def script(self) -> list[str]:
        """The new root comes first: a link of the host's, as /var/run, must not lead out of it. At the end the old one is gone."""
        lines = ["set -e", "mount --make-rprivate /", f"mount -t tmpfs tmpfs {self.work}"]
        lines += [f"cd {self.work}", "mkdir root", *overlay("/", "root", "base", ".")]
        lines += ["cd root", f"mkdir {HOST}", f"pivot_root . {HOST}", "cd /"]
        lines += [f"mount --rbind /{HOST}/dev /dev", "mount -t tmpfs tmpfs /dev/shm"]
        lines += [f"mount --rbind /{HOST}/sys /sys", "mount -t proc proc /proc"]
        for kept in apart():
            lines += bound(Mount(kept, str(kept)))
        for number, (target, source) in enumerate(self.image.binds.items()):
            if source.is_dir() and number == 0:
                work = f"/{HOST}{self.work}"
                lines += [f"mkdir -p {target}"]
                lines += overlay(f"/{HOST}{source}", target, f"image{number}", work)
            else:
                lines += bound(Mount(source, target, read_only=True))
        for target, source in self.files.items():
            lines += bound(Mount(source, target))
        for mount in sorted(self.mounts, key=lambda mount: mount.target.count("/")):
            lines += bound(mount)
        if self.read_only:
            lines += ["mount -o remount,bind,ro /"]
        return [*lines, f"umount -l /{HOST}"]


def overlay(lower: str, target: str, name: str, work: str) -> list[str]:
    """A folder, and in memory what is changed in it."""
    upper, own = f"{work}/{name}-upper", f"{work}/{name}-work"
    options = f"lowerdir={lower},upperdir={upper},workdir={own}"
    return [f"mkdir {upper} {own}", f"mount -t overlay overlay -o {options} {target}"]


def bound(mount: Mount) -> list[str]:
    """A folder or a file of the host at its place in the container."""
    source, target = shlex.quote(f"/{HOST}{mount.source}"), shlex.quote(mount.target)
    if mount.source.is_dir():
        lines = [f"mkdir -p {target}"]
    else:
        parent = shlex.quote(os.path.dirname(mount.target))
        lines = [f"mkdir -p {parent}", f"[ -e {target} ] || : > {target}"]
    lines.append(f"mount --bind {source} {target}")
    return [*lines, f"mount -o remount,bind,ro {target}"] if mount.read_only else lines


def apart() -> Iterator[Path]:
    """The folders that programs need and that the host's root file system does not hold."""
    root = os.stat("/").st_dev
    return (path for path in KEPT if path.exists() and path.stat().st_dev != root)


def mounts(container: Object, volumes: Volumes, env: dict[str, str]) -> list[Mount]:
    """The volumeMounts. A subPath is what it was when the container started, as with the real kubelet."""
    found = []
    for entry in container.get("volumeMounts") or []:
        source = volumes.paths[entry["name"]]
        below = entry.get("subPath") or expanded(entry.get("subPathExpr") or "", env)
        if below:
            source = source / below
            if not source.exists():
                source.mkdir(parents=True)
            source = source.resolve()
        target = "/" + entry["mountPath"].strip("/")
        found.append(Mount(source, target, bool(entry.get("readOnly"))))
    return found
