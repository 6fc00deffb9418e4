"""A pod's status, out of what its containers are."""

from __future__ import annotations

from tests.cluster.bed.api import Object
from tests.cluster.bed.bed import NODE
from tests.cluster.bed.kubelet.container import Container
from tests.cluster.bed.kubelet.node import now
from tests.cluster.bed.kubelet.role import Role


def status(pod: Object, containers: list[Container], address: str, before: Object) -> Object:
    """pod: as the API server has it; before: what was told last, for the times of conditions."""
    init = [c for c in containers if c.role != Role.MAIN]
    main = [c for c in containers if c.role == Role.MAIN]
    initialized = all(begun(c) for c in init)
    ready = all(c.ready for c in containers if c.role != Role.INIT)
    gates = all(gate(pod, g["conditionType"]) for g in pod["spec"].get("readinessGates") or [])
    conditions = {
        "PodReadyToStartContainers": bool(address),
        "Initialized": initialized,
        "ContainersReady": initialized and ready,
        "Ready": initialized and ready and gates,
    }
    found: Object = {
        "phase": phase(init, main),
        "conditions": [timed(k, v, before) for k, v in conditions.items()],
        "hostIP": NODE,
        "hostIPs": [{"ip": NODE}],
        "startTime": before.get("startTime") or now(),
        "containerStatuses": [of_container(c) for c in main],
        "initContainerStatuses": [of_container(c) for c in init],
    }
    if address:
        found |= {"podIP": address, "podIPs": [{"ip": address}]}
    return found


def begun(container: Container) -> bool:
    """Whether what follows an init container may start."""
    return container.started if container.role == Role.SIDECAR else container.code == 0


def phase(init: list[Container], main: list[Container]) -> str:
    """As the API's documentation says; a native sidecar does not count. A pod is not over while a container runs, as mergePodStatus of kubernetes/pkg/kubelet/status has it."""
    failed = [c for c in init if c.role == Role.INIT and c.done.is_set() and c.code]
    running = any(c.begun and not c.done.is_set() for c in (*init, *main))
    if not running and (failed or all(c.done.is_set() for c in main)):
        return "Failed" if failed or any(c.code for c in main) else "Succeeded"
    return (
        "Running"
        if any("running" in c.state or c.restarts or c.code is not None for c in main)
        else "Pending"
    )


def gate(pod: Object, kind: str) -> bool:
    """A condition of somebody else."""
    conditions = pod.get("status", {}).get("conditions") or []
    return any(c["type"] == kind and c["status"] == "True" for c in conditions)


def timed(kind: str, true: bool, before: Object) -> Object:
    """With the time of its last change."""
    word = str(true)
    for old in before.get("conditions") or []:
        if (old["type"], old["status"]) == (kind, word):
            return dict(old)
    found = {"type": kind, "status": word, "lastTransitionTime": now()}
    return found if true else {**found, "reason": "ContainersNotReady"}


def of_container(container: Container) -> Object:
    found = {
        "name": container.name,
        "image": container.spec["image"],
        "imageID": "",
        "ready": container.ready or (container.role == Role.INIT and container.code == 0),
        "started": container.started,
        "restartCount": container.restarts,
        "state": container.state,
        "lastState": container.last,
    }
    if "waiting" not in container.state:
        found["containerID"] = f"bed://{container.name}-{container.restarts}"
    return found
