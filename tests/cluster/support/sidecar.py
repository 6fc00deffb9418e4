"""A sidecar as the kubelet starts it (bed/kubelet), but in the host's file system: arguments, environment and files of its own.

Changed is what that needs: where Envoy and its bootstrap file are.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet import folder as volumes
from tests.cluster.bed.kubelet import images
from tests.cluster.bed.kubelet.environment import command_line, environment
from tests.cluster.bed.kubelet.folder import Files
from tests.cluster.bed.kubelet.projection import Reader
from tests.cluster.bed.kubelet.sources import Cluster, Missing
from tests.cluster.bed.tools import TOOLS

PROXY = 1337  # uid


def programs(bed: Bed) -> None:
    """Envoy, pilot-agent and a certificate for applications, where the users of pods can read them."""
    for source in images.envoy(), TOOLS / "pilot-agent", images.bootstrap():
        target = bed.folder / source.name
        if not target.exists():
            part = Path(tempfile.mkdtemp(dir=bed.folder)) / source.name
            shutil.copy(source, part)
            part.chmod(0o755)
            part.rename(target)  # other tests may do the same at this moment
    keys = bed.folder / "pki"
    pem = b"".join((keys / f"apiserver.{part}").read_bytes() for part in ("key", "crt"))
    (bed.folder / "application.pem").write_bytes(pem)


def containers(pod: dict[str, Any]) -> list[dict[str, Any]]:
    """All of them: a native sidecar is among the init containers."""
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


def resolved(
    bed: Bed, pod: dict[str, Any], container: dict[str, Any]
) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment, with the fields and variables that the kubelet fills in."""
    env = environment(Cluster(bed.api), pod, pod["status"]["podIP"], container)
    return command_line(container, (), env), env


def for_host(bed: Bed, env: dict[str, str]) -> dict[str, str]:
    """The injected environment, for the programs in the bed's folder."""
    found = images.upstream(env)
    config = {**json.loads(found["PROXY_CONFIG"]), "binaryPath": str(bed.folder / "envoy")}
    bootstrap = str(bed.folder / "envoy_bootstrap.json")
    return {**found, "PROXY_CONFIG": json.dumps(config), "ISTIO_BOOTSTRAP": bootstrap}


def files(bed: Bed, pod: dict[str, Any], proxy: dict[str, Any], folder: Path) -> None:
    """The volumes of the container, below the folder that the agent starts in: it takes them from there."""
    reader = Reader(Cluster(bed.api), pod, pod["status"]["podIP"])
    named = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
    for mount in proxy["volumeMounts"]:
        target = folder / mount["mountPath"].strip("/")
        target.mkdir(parents=True, exist_ok=True)
        found = bed.wait(mount["name"], lambda m=mount: read(reader, named[m["name"]]), 30)  # type: ignore[misc]
        volumes.write(target, found[0], PROXY)
    for path in folder, *folder.rglob("*"):
        os.chown(path, PROXY, PROXY, follow_symlinks=False)


def read(reader: Reader, volume: dict[str, Any]) -> tuple[Files] | None:
    """The files of a volume; None where it has to wait."""
    try:
        return (reader.files(volume) or {},)
    except Missing:
        return None
