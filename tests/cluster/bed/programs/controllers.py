"""kube-controller-manager and kube-scheduler: StatefulSets, Deployments, EndpointSlices, tokens; pods onto the node."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS


def start(bed: Bed) -> None:
    keys = bed.folder / "pki"
    shared = [
        *(
            f"--{kind}={bed.kubeconfig}"
            for kind in ("kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig")
        ),
        *("--bind-address=127.0.0.1", "--leader-elect=false", "--profiling=false"),
        *("--kube-api-qps=200", "--kube-api-burst=300"),
    ]
    bed.start(
        "kube-controller-manager",
        str(TOOLS / "kube-controller-manager"),
        *(*shared, "--controllers=*", "--use-service-account-credentials=false"),
        *(
            f"--service-account-private-key-file={keys}/service-accounts.key",
            f"--root-ca-file={keys}/ca.crt",
        ),
        *(
            f"--cluster-signing-cert-file={keys}/ca.crt",
            f"--cluster-signing-key-file={keys}/ca.key",
        ),
        ready=lambda: bed.get("serviceaccount", "default", "default"),
    )
    bed.start(
        "kube-scheduler", str(TOOLS / "kube-scheduler"), *shared, ready=lambda: bed.listens(10259)
    )
