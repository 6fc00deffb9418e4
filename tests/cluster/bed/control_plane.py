"""The order in which a bed comes up, with a line for each program."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

from tests.cluster.bed.bed import Bed, say
from tests.cluster.bed.programs import (
    apiserver,
    controllers,
    etcd,
    flux,
    istiod,
    kwok,
    operator,
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
}
# helm-controller needs no other controller: what it makes of a HelmRelease are objects, and nothing more is asked here.
FLUX: Steps = {
    "etcd": etcd.start,
    "apiserver": apiserver.start,
    "definitions of ECK and Istio": flux.foreign_definitions,
    "flux": flux.start,
}


def up(steps: Steps = EVERYTHING) -> Bed:
    """A bed with everything running. Where a program fails, all is taken down again and its log shown."""
    bed = Bed.new()
    begin = time.monotonic()
    try:
        bed.up()
        for name, start in steps.items():
            start(bed)
            say(f"{time.monotonic() - begin:5.1f} s  {name}")
        # kubectl keeps for ten minutes which kinds and categories there are: what it asked before the CRDs came is stale.
        shutil.rmtree(bed.folder / ".kube", ignore_errors=True)
    except BaseException:
        bed.down()
        raise
    return bed


def up_flux() -> Bed:
    """A light bed: an API server that knows the kinds of ECK and Istio, helm-controller, and nobody else."""
    return up(FLUX)
