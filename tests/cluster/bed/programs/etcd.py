"""etcd: what the API server keeps everything in."""

from __future__ import annotations

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS

CLIENTS, PEERS = "http://127.0.0.1:2379", "http://127.0.0.1:2380"


def start(bed: Bed) -> None:
    bed.start(
        "etcd",
        str(TOOLS / "etcd"),
        *(f"--data-dir={bed.folder / 'etcd' / 'data'}", "--unsafe-no-fsync", "--log-level=warn"),
        *(f"--listen-client-urls={CLIENTS}", f"--advertise-client-urls={CLIENTS}"),
        *(
            f"--listen-peer-urls={PEERS}",
            f"--initial-advertise-peer-urls={PEERS}",
            f"--initial-cluster=default={PEERS}",
        ),
        ready=lambda: bed.listens(2379),
    )
