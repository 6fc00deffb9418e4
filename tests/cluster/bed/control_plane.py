"""The order in which a bed comes up, with a line for each program."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.programs import (
    apiserver,
    controllers,
    etcd,
    flux,
    istiod,
    kube_proxy,
    kubelet,
    kwok,
    operator,
    operator_pod,
    stand_ins,
)

Steps = dict[str, Callable[[Bed], None]]

EVERYTHING: Steps = {
    "etcd": etcd.start,
    "apiserver": apiserver.start,
    "controllers": controllers.start,
    "kwok": kwok.start,
    "istiod": istiod.start,
    "stand_ins": stand_ins.start,
    "operator": operator.start,
    "flux": flux.start,
    "definitions of routes": flux.route_definitions,
}
# helm-controller needs no other controller: what it makes of a HelmRelease are objects, and nothing more is asked here.
FLUX: Steps = {
    "etcd": etcd.start,
    "apiserver": apiserver.start,
    "definitions of ECK and Istio": flux.foreign_definitions,
    "flux": flux.start,
}
# Pods run, the operator's too; nobody stands in for Elasticsearch.
REAL: Steps = {
    "etcd": etcd.start,
    "apiserver": apiserver.start,
    "controllers": controllers.start,
    "kwok": kwok.start,
    "kubelet": kubelet.start,
    "kube-proxy": kube_proxy.start,
    "dns": stand_ins.start_dns,
    "istiod": istiod.start_simulated,
    "operator": operator_pod.start,
}
KINDS = {"full": EVERYTHING, "flux": FLUX, "real": REAL}


def up(kind: str, folder: Path | None = None) -> tuple[Bed, dict[str, float]]:
    """A bed with everything running, and the seconds that each part took.

    Where a program fails, all is taken down again and its log shown.
    """
    bed = Bed.new(folder)
    took = {}
    try:
        bed.up()
        for name, start in KINDS[kind].items():
            begin = time.monotonic()
            start(bed)
            took[name] = time.monotonic() - begin
            print(f"{took[name]:5.1f} s  {name}", file=sys.stderr, flush=True)
    except BaseException:
        bed.down()
        raise
    return bed, took
