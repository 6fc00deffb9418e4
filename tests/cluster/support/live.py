"""Questions to a running cluster that several tests ask, and plain YAML sent through the post-renderer."""

from __future__ import annotations

import json
from typing import Any

from tests.cluster.bed.bed import Bed
from tests.support.helm import Helm
from tests.support.inprocess import Answer, call

ES = "elasticsearch.k8s.elastic.co"


def through_post_renderer(objects: list[dict[str, Any]], *flags: str) -> Answer:
    """In this process; that Helm runs it as one of its own is shown elsewhere."""
    return call(*flags, stdin="\n---\n".join(json.dumps(o) for o in objects))


def rendered(helm: Helm, *flags: str, **more: Any) -> str:
    """`helm template` of our chart through the post-renderer, which runs in this process as above."""
    done = call(stdin=helm.template(*flags, **more).stdout)
    assert done.returncode == 0, done.stderr
    return done.stdout


# They have no health: they are settings of other resources, or wait for an API key that the stand-ins do not give.
WITHOUT_HEALTH = {"AutoOpsAgentPolicy", "ElasticsearchAutoscaler", "StackConfigPolicy"}


def green(bed: Bed, namespace: str) -> bool:
    """Whether the operator calls every resource of the namespace green; an Elasticsearch must be Ready too."""
    found = bed.items("elastic", namespace)
    health = [r.get("status", {}).get("health") for r in found if r["kind"] not in WITHOUT_HEALTH]
    phases = [r.get("status", {}).get("phase") for r in found if r["kind"] == "Elasticsearch"]
    return bool(found) and set(health) == {"green"} and set(phases) <= {"Ready"}


def wait_green(bed: Bed, namespace: str, seconds: float = 90) -> None:
    bed.wait(f"all resources of {namespace} are green", lambda: green(bed, namespace), seconds)


def pod_templates(bed: Bed, namespace: str) -> dict[str, dict[str, Any]]:
    """By name, the pod template of each workload that the operator made."""
    found = bed.items("statefulset,deployment,daemonset", namespace)
    return {w["metadata"]["name"]: w["spec"]["template"] for w in found}


def generations(bed: Bed, namespace: str) -> dict[str, int]:
    """A workload's generation grows with each change of its spec: equal ones mean that no pod template changed."""
    found = bed.items("statefulset,deployment,daemonset", namespace)
    return {w["metadata"]["name"]: w["metadata"]["generation"] for w in found}


def pods(bed: Bed, namespace: str) -> dict[str, dict[str, Any]]:
    return {p["metadata"]["name"]: p for p in bed.items("pods", namespace)}


def pod(name: str, labels: dict[str, str]) -> dict[str, Any]:
    """One of a user."""
    metadata = {"name": name, "labels": labels}
    spec = {"containers": [{"name": name, "image": "none"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


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
