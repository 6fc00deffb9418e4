"""Questions to a running cluster that several tests ask, and plain YAML sent through the post-renderer."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.cluster.bed.bed import Bed

ES = "elasticsearch.k8s.elastic.co"


def through_post_renderer(
    objects: list[dict[str, Any]], *flags: str
) -> subprocess.CompletedProcess[str]:
    stdin = "\n---\n".join(json.dumps(o) for o in objects)
    command = [sys.executable, "-m", "eck_mesh", *flags]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60)


def green(bed: Bed, namespace: str) -> bool:
    """Whether the operator calls every resource of the namespace green; an Elasticsearch must be Ready too."""
    found = bed.items("-n", namespace, "elastic")
    health = [
        r.get("status", {}).get("health") for r in found if r["kind"] != "ElasticsearchAutoscaler"
    ]
    phases = [r.get("status", {}).get("phase") for r in found if r["kind"] == "Elasticsearch"]
    return bool(found) and set(health) == {"green"} and set(phases) <= {"Ready"}


def wait_green(bed: Bed, namespace: str, seconds: float = 90) -> None:
    bed.wait(f"all resources of {namespace} are green", lambda: green(bed, namespace), seconds)


def pod_templates(bed: Bed, namespace: str) -> dict[str, dict[str, Any]]:
    """By name, the pod template of each workload that the operator made."""
    found = bed.items("-n", namespace, "statefulset,deployment,daemonset")
    return {w["metadata"]["name"]: w["spec"]["template"] for w in found}


def generations(bed: Bed, namespace: str) -> dict[str, int]:
    """A workload's generation grows with each change of its spec: equal ones mean that no pod template changed."""
    found = bed.items("-n", namespace, "statefulset,deployment,daemonset")
    return {w["metadata"]["name"]: w["metadata"]["generation"] for w in found}


def pods(bed: Bed, namespace: str) -> dict[str, dict[str, Any]]:
    return {p["metadata"]["name"]: p for p in bed.items("-n", namespace, "pods")}


def containers(pod: dict[str, Any]) -> list[str]:
    """Names over containers and init containers: a native sidecar is among the latter."""
    return [c["name"] for c in [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]]


def iptables(pod: dict[str, Any]) -> dict[str, str]:
    """The arguments of istio-init, by flag: -d excluded inbound, -o excluded outbound, -b included inbound."""
    init = next(c for c in pod["spec"].get("initContainers", []) if c["name"] == "istio-init")
    return {
        flag: value
        for flag, value in zip(init["args"], init["args"][1:], strict=False)
        if flag.startswith("-")
    }


FLUX = ("helm.toolkit.fluxcd.io/", "kustomize.toolkit.fluxcd.io/")
SET_ON_THE_WAY = (
    *FLUX,
    "meta.helm.sh/",
    "kubectl.kubernetes.io/last-applied",
    "app.kubernetes.io/managed-by",
)


def kept(manifest: dict[str, Any]) -> dict[str, Any]:
    """What was sent, of what is stored: without what the API server, kubectl, Helm and Flux put on every object."""
    metadata = manifest["metadata"]
    parts = {}
    for part in "labels", "annotations":
        there = metadata.get(part) or {}
        parts[part] = {
            key: value for key, value in there.items() if not key.startswith(SET_ON_THE_WAY)
        }
    body = {key: value for key, value in manifest.items() if key not in ("metadata", "status")}
    return {**body, "name": metadata["name"], **parts}
