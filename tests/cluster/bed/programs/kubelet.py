"""The kubelet and its node, for pods that run (bed/kubelet); KWOK's node is then for those alone that tolerate it."""

from __future__ import annotations

import os
import sys

from tests.cluster.bed import cable
from tests.cluster.bed.bed import Bed
from tests.support.helm import ROOT

SIMULATED = "eck-mesh.test/simulated"
TAINT = {"key": SIMULATED, "effect": "NoSchedule"}
# In a pod template, for a pod that KWOK is to simulate.
TOLERATION = {"key": SIMULATED, "operator": "Exists"}
NODE_SELECTOR = {"kubernetes.io/hostname": "node"}


def start(bed: Bed) -> None:
    bed.api.patch("node", "node", {"spec": {"taints": [TAINT]}})
    cable.forward(bed.name)
    java = {name: os.environ[name] for name in ("JAVA_HOME",) if name in os.environ}
    bed.start(
        "kubelet",
        *(sys.executable, "-m", "tests.cluster.bed.kubelet", str(bed.folder)),
        env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **java},
        ready=lambda: "ready" in (bed.folder / "kubelet.log").read_text(),
    )
