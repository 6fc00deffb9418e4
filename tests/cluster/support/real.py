"""Pods for the real bed, out of shell scripts; their events in the order of time."""

from __future__ import annotations

import re
from typing import Any

from tests.cluster.bed.kubelet.access import Access

OUTSIDE = {"sidecar.istio.io/inject": "false"}
# Prints what happens, with the nanoseconds of it.
SAY = 'say() { echo "$(date +%s%N) $*"; }\n'
# Until SIGTERM, which is said.
STAY = "trap 'say TERM; exit 0' TERM; say start; while :; do sleep 0.05; done"
EVENT = re.compile(r"^(\d{19}) (.+)$", re.MULTILINE)


def container(name: str, script: str = STAY, **more: Any) -> dict[str, Any]:
    """Of the host's files, with a script in bash."""
    return {"name": name, "image": "host", "command": ["bash", "-c", SAY + script], **more}


def pod(
    name: str, *containers: dict[str, Any], labels: dict[str, str] | None = None, **spec: Any
) -> dict[str, Any]:
    """Without a sidecar of Istio's unless its labels say otherwise."""
    metadata = {"name": name, "labels": {**OUTSIDE, "app": name, **(labels or {})}}
    spec = {"containers": [*containers], "terminationGracePeriodSeconds": 5, **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def events(pods: Access, pod: str, *containers: str) -> list[str]:
    """What the containers have said, as `container what`, in the order of time."""
    found = []
    for name in containers:
        found += [(at, f"{name} {what}") for at, what in EVENT.findall(pods.log(pod, name))]
    return [what for _, what in sorted(found)]
