"""kube-proxy in the bed's network namespace, which every packet between pods crosses: a pod without a sidecar reaches a Service too."""

from __future__ import annotations

import subprocess

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS

CLUSTER = "10.244.0.0/15"  # KWOK's pods, and behind them those of the kubelet
SYNCED = "KUBE-SERVICES"  # the chain that holds a rule for each Service


def start(bed: Bed) -> None:
    bed.start(
        "kube-proxy",
        str(TOOLS / "kube-proxy"),
        *(
            f"--kubeconfig={bed.kubeconfig}",
            "--hostname-override=node",
            "--proxy-mode=iptables",
            f"--cluster-cidr={CLUSTER}",
            "--iptables-min-sync-period=100ms",
            "--conntrack-max-per-core=0",  # of the whole machine
            "--healthz-bind-address=127.0.0.1:10256",
            "--metrics-bind-address=127.0.0.1:10249",
        ),
        ready=lambda: ready(bed),
    )


def ready(bed: Bed) -> bool:
    command = [*bed.within, "iptables", "-t", "nat", "-n", "-L", SYNCED]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "default/kubernetes" in done.stdout
