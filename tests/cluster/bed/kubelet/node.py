"""The node of the pods that run: its object, its status, and the lease that says that its kubelet lives."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timezone

from tests.cluster.bed.api import Api, Object
from tests.cluster.bed.bed import NODE as ADDRESS
from tests.cluster.bed.node_info import node_info

NAME = "worker"
BEAT = 10  # seconds; the controller waits for forty
CAPACITY = {"cpu": "8", "memory": "64Gi", "ephemeral-storage": "100Gi", "pods": "110"}


def register(api: Api) -> None:
    """Return when the node is there and Ready; a thread keeps it so."""
    labels = {"kubernetes.io/hostname": NAME, "kubernetes.io/os": "linux"}
    labels |= {"kubernetes.io/arch": "amd64", "topology.kubernetes.io/zone": "zone-a"}
    api.apply({"apiVersion": "v1", "kind": "Node", "metadata": {"name": NAME, "labels": labels}})
    beat(api)
    threading.Thread(target=keep, args=(api,), daemon=True).start()


def keep(api: Api) -> None:
    while True:
        time.sleep(BEAT)
        try:
            beat(api)
        except Exception as error:  # the API server may be restarted; the next beat comes
            print("node:", error, flush=True)


def beat(api: Api) -> None:
    lease = {"holderIdentity": NAME, "leaseDurationSeconds": 40, "renewTime": now(micro=True)}
    metadata = {"name": NAME, "namespace": "kube-node-lease"}
    api.apply(
        {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": metadata,
            "spec": lease,
        }
    )
    api.patch("node", NAME, {"status": status()}, subresource="status")


def status() -> Object:
    ready = {
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "",
        "lastHeartbeatTime": now(),
    }
    addresses = [
        {"type": "InternalIP", "address": ADDRESS},
        {"type": "Hostname", "address": NAME},
    ]
    return {
        "capacity": CAPACITY,
        "allocatable": CAPACITY,
        "conditions": [ready],
        "addresses": addresses,
        "nodeInfo": node_info(operatingSystem="linux", architecture="amd64"),
    }


def now(*, micro: bool = False) -> str:
    """As Kubernetes writes a Time, or a MicroTime."""
    form = "%Y-%m-%dT%H:%M:%S.%fZ" if micro else "%Y-%m-%dT%H:%M:%SZ"
    return datetime.now(timezone.utc).strftime(form)
