"""What NetworkPolicies allow, by cyclonus."""

from __future__ import annotations

import json
import subprocess
from typing import Any, NamedTuple

from tests.cluster.bed.tools import TOOLS
from tests.support.network import NAMESPACE_NAME, Pod


class Question(NamedTuple):
    """Whether one pod may connect to another."""

    source: Pod
    target: Pod
    port: int
    protocol: str = "TCP"


def verdicts(policies: list[dict[str, Any]], asked: list[Question]) -> list[bool]:
    """Whether the policies allow each connection."""
    question = {"Policies": policies, "Traffic": [traffic(one) for one in asked]}
    done = subprocess.run(
        [TOOLS / "network-judge"],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: list[bool] = json.loads(done.stdout)
    return found


def traffic(one: Question) -> dict[str, Any]:
    """A connection as cyclonus reads it."""
    names = {number: name for name, number in one.target.names.items()}
    return {
        "Source": peer(one.source),
        "Destination": peer(one.target),
        "ResolvedPort": one.port,
        "ResolvedPortName": names.get(one.port, ""),
        "Protocol": one.protocol,
    }


def peer(pod: Pod) -> dict[str, Any]:
    if pod.labels is None:
        return {"IP": pod.address}
    internal = {
        "Namespace": pod.namespace,
        "NamespaceLabels": {NAMESPACE_NAME: pod.namespace},
        "PodLabels": pod.labels,
    }
    return {"IP": pod.address, "Internal": internal}
