"""Elastic's operator as its own chart runs it: a pod, with a sidecar by its profile for Istio, or without one."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs import operator

POD = "elastic-operator-0"
# Health that has changed is seen at once; nothing is told to Elastic.
VALUES = ("telemetry.disabled=true", "resources.limits=null", "resources.requests=null")
INJECT = "podAnnotations.sidecar\\.istio\\.io/inject"


def start(bed: Bed, *, sidecar: bool = True) -> None:
    """Also: have it changed to the other. Return when its webhook has an endpoint."""
    values = ("--set", ",".join(VALUES), f"--set-string={INJECT}={str(sidecar).lower()}")
    operator.install(bed, *values)
    bed.wait(f"{POD} is ready", lambda: ready(bed, sidecar), 120)
    operator.trial(bed)


def ready(bed: Bed, sidecar: bool) -> bool:
    """Whether it is the pod that was asked for, and the API server finds its webhook."""
    pod = bed.get("pod", POD, operator.NAMESPACE)
    names = [
        c["name"] for k in ("initContainers", "containers") for c in pod.get("spec", {}).get(k, [])
    ]
    running = ("istio-proxy" in names) == sidecar and "deletionTimestamp" not in pod.get(
        "metadata", {}
    )
    return bool(names) and running and operator.endpoint(bed)
