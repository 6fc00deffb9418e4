"""The stand-ins for DNS, Elasticsearch and Kibana, as a process of the bed."""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.cluster.bed.bed import Bed
from tests.support.helm import ROOT


def start(bed: Bed) -> None:
    run(bed, "stand-ins", "all", lambda: bed.listens(9200) and bed.listens(5601))


def start_dns(bed: Bed) -> None:
    """That one alone: Elasticsearch and Kibana are not stood in for."""
    run(bed, "dns", "dns", lambda: "ready" in (bed.folder / "dns.log").read_text())


def run(bed: Bed, name: str, which: str, ready: Callable[[], bool]) -> None:
    bed.start(
        name,
        *(sys.executable, "-m", "tests.cluster.bed.stand_ins", str(bed.kubeconfig), which),
        env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        ready=ready,
    )
