"""The Prometheus operator: its own CRDs, and the real program. What it makes of a Prometheus runs in a bed with a kubelet."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs.apiserver import URL
from tests.cluster.bed.programs.flux import definitions
from tests.cluster.bed.tools import TOOLS, module

NAME = "prometheus-operator"
MODULE = "github.com/prometheus-operator/prometheus-operator"


def start(bed: Bed) -> None:
    """With the rights of the administrator; stopped with the bed, or by `stop`."""
    folder = module(MODULE) / "example" / "prometheus-operator-crd"
    definitions(bed, *sorted(folder.glob("*.yaml")))
    keys = bed.folder / "pki"
    bed.start(
        NAME,
        str(TOOLS / NAME),
        *(f"--apiserver={URL}", f"--ca-file={keys}/ca.crt"),
        *(f"--cert-file={keys}/admin.crt", f"--key-file={keys}/admin.key"),
        *("--web.listen-address=127.0.0.1:18080", "--kubelet-endpoints=false"),
        *("--config-reloader-cpu-request=0", "--config-reloader-cpu-limit=0"),
        *("--config-reloader-memory-request=0", "--config-reloader-memory-limit=0"),
        "--prometheus-config-reloader=quay.io/prometheus-operator/prometheus-config-reloader:v1",
        ready=lambda: bed.listens(18080),
    )


def stop(bed: Bed) -> None:
    """End the program; the CRDs stay."""
    bed.processes.pop(NAME).kill()
