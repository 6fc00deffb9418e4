"""The Helms that a checkout of eck-mesh has built for itself (`make tools`, `make demo`)."""

from __future__ import annotations

import os
from pathlib import Path

from eck_mesh.helm.plugin_files import PACKAGE

PROGRAMS = ("helm3", "helm4")


def helms_of_checkout(chart: str) -> list[str]:
    """The Helms of a checkout: that of the chart, of the working directory, or of this program.

    chart: the folder of a chart, or "".
    """
    for folder in (chart or os.curdir, os.curdir, PACKAGE.parent.parent):
        if os.path.isfile(os.path.join(folder, "ci", "tools")):
            programs = (Path(folder, ".tools", name).absolute() for name in PROGRAMS)
            return [str(program) for program in programs if os.access(program, os.X_OK)]
    return []
