"""The stand-ins for DNS, Elasticsearch and Kibana, as a process of the bed."""

from __future__ import annotations

import sys

from tests.cluster.bed.bed import Bed
from tests.support.helm import ROOT


def start(bed: Bed) -> None:
    bed.start(
        "stand-ins",
        *(sys.executable, "-m", "tests.cluster.bed.stand_ins", str(bed.kubeconfig)),
        env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        ready=lambda: bed.listens(9200) and bed.listens(5601),
    )
