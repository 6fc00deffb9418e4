"""KWOK: one simulated node, pods that become ready at once, volumes that are bound. Nothing runs in these pods."""

from __future__ import annotations

from tests.cluster.bed.bed import NODE, PODS, Bed
from tests.cluster.bed.node_info import node_info
from tests.cluster.bed.tools import TOOLS, module

STAGES = (
    "node/fast/node-initialize",
    "node/heartbeat-with-lease/node-heartbeat-with-lease",
    "pod/fast/pod-ready",
    "pod/fast/pod-complete",
    "pod/fast/pod-delete",
    "volume/fast/pv-bind",
    "volume/fast/pv-delete",
    "volume/fast/pvc-provision",
    "volume/fast/pvc-delete",
)
LABEL = "type=kwok"  # of the node that it simulates, beside which another may run pods (kubelet.py)


def start(bed: Bed) -> None:
    stages = module("sigs.k8s.io/kwok") / "kustomize" / "stage"
    config = bed.folder / "kwok.yaml"
    config.write_text("\n---\n".join((stages / f"{stage}.yaml").read_text() for stage in STAGES))
    bed.apply_text((stages / "volume/fast/storage-class.yaml").read_text())
    labels = {
        "type": "kwok",
        "kubernetes.io/hostname": "node",
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
    }
    bed.apply({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "node", "labels": labels}})
    # KWOK leaves what is set.
    bed.api.patch("node", "node", {"status": {"nodeInfo": node_info()}}, subresource="status")
    bed.start(
        "kwok",
        str(TOOLS / "kwok"),
        *(
            f"--kubeconfig={bed.kubeconfig}",
            f"--config={config}",
            f"--manage-nodes-with-label-selector={LABEL}",
        ),
        *(
            f"--cidr={PODS}",
            f"--node-ip={NODE}",
            "--node-lease-duration-seconds=40",
            "--server-address=127.0.0.1:10247",
        ),
        ready=lambda: ready(bed),
    )


def ready(bed: Bed) -> bool:
    conditions = bed.get("node", "node").get("status", {}).get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
