"""The order in which a bed comes up, with a line for each program."""

from __future__ import annotations

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
    except BaseException:
        bed.down()
        raise
    return bed
