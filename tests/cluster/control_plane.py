"""The order in which a bed comes up, with a line for each program."""

from __future__ import annotations

import shutil
import time

from tests.cluster.bed import Bed, say
from tests.cluster.programs import apiserver, controllers, etcd, istiod, kwok, operator, stand_ins

PROGRAMS = (etcd, apiserver, controllers, kwok, istiod, stand_ins, operator)


def up() -> Bed:
    """A bed with everything running. Where a program fails, all is taken down again and its log shown."""
    bed = Bed.new()
    begin = time.monotonic()
    try:
        bed.up()
        for program in PROGRAMS:
            program.start(bed)
            say(f"{time.monotonic() - begin:5.1f} s  {program.__name__.rpartition('.')[2]}")
        # kubectl keeps for ten minutes which kinds and categories there are: what it asked before the CRDs came is stale.
        shutil.rmtree(bed.folder / ".kube", ignore_errors=True)
    except BaseException:
        bed.down()
        raise
    return bed
