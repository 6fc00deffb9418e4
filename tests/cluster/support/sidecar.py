"""A sidecar as the kubelet would start it: the injected container's arguments, environment and files.

Changed is what upstream's Envoy needs in place of Istio's: where it is, and its bootstrap file.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.cluster.bed.bed import NODE, Bed
from tests.cluster.bed.tools import TOOLS, module

PROXY = 1337  # uid
SECRETS = (
    "tokens",
    "istio",
    "credential-uds",
    "workload-spiffe-uds",
    "workload-spiffe-credentials",
)


def programs(bed: Bed) -> None:
    """Envoy, pilot-agent and a certificate for applications, where the users of pods can read them."""
    envoy = Path(str(importlib.util.find_spec("envoy").origin)).parent / "_bin" / "envoy"  # type: ignore[union-attr]
    bootstrap = module("istio.io/istio") / "tools/packaging/common/envoy_bootstrap.json"
    for source in envoy, TOOLS / "pilot-agent", bootstrap:
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


def resolved(pod: dict[str, Any], container: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment, with the fields and variables that the kubelet fills in."""
    fields = {
        "metadata.name": pod["metadata"]["name"],
        "metadata.namespace": pod["metadata"]["namespace"],
        "status.podIP": pod["status"]["podIP"],
        "status.hostIP": NODE,
        "spec.serviceAccountName": pod["spec"].get("serviceAccountName", "default"),
        "spec.nodeName": pod["spec"].get("nodeName", ""),
    }
    env: dict[str, str] = {}

    def filled(text: str) -> str:
        return re.sub(r"\$\((\w+)\)", lambda found: env.get(found[1], found[0]), text)

    for entry in container.get("env", []):
        source = entry.get("valueFrom", {})
        value = fields.get(
            source.get("fieldRef", {}).get("fieldPath"), "1" if source else entry.get("value", "")
        )
        env[entry["name"]] = filled(value)
    return [filled(argument) for argument in container.get("args", [])], env


def environment(bed: Bed, env: dict[str, str]) -> dict[str, str]:
    """The injected one, for upstream's Envoy."""
    config = {
        **json.loads(env.get("PROXY_CONFIG") or "{}"),
        "binaryPath": str(bed.folder / "envoy"),
        "concurrency": 1,
    }
    bootstrap = str(bed.folder / "envoy_bootstrap.json")
    return {
        **env,
        "PROXY_CONFIG": json.dumps(config),
        "ISTIO_BOOTSTRAP": bootstrap,
        "PEER_METADATA_DISCOVERY": "false",
    }


def files(bed: Bed, pod: dict[str, Any], folder: Path) -> None:
    """The volumes of the container: a token that istiod accepts for this pod, istiod's root, the pod's labels and annotations."""
    metadata, secrets = pod["metadata"], folder / "var/run/secrets"
    for volume in (
        "etc/istio/proxy",
        "etc/istio/pod",
        *(f"var/run/secrets/{name}" for name in SECRETS),
    ):
        (folder / volume).mkdir(parents=True)
    namespace = metadata["namespace"]
    bound = {"apiVersion": "v1", "kind": "Pod", "name": metadata["name"]}
    account = pod["spec"].get("serviceAccountName", "default")
    (secrets / "tokens/istio-token").write_text(
        bed.token(namespace, account, audiences=["istio-ca"], boundObjectRef=bound)
    )
    read = lambda: bed.get("configmap", "istio-ca-root-cert", namespace)  # noqa: E731
    root = bed.wait("istiod's root", read, 30)
    (secrets / "istio/root-cert.pem").write_text(root["data"]["root-cert.pem"])
    for part in "labels", "annotations":
        lines = (f"{key}={json.dumps(value)}\n" for key, value in metadata.get(part, {}).items())
        (folder / "etc/istio/pod" / part).write_text("".join(lines))
    for path in folder, *folder.rglob("*"):
        os.chown(path, PROXY, PROXY)
