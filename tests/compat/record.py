"""The results: a table for a terminal, and the file of which `make docs` makes a page."""

from __future__ import annotations

import datetime
import json
import platform
from collections.abc import Iterable

from tests.compat.cells import Cell
from tests.support.helm import ROOT

# ci/versions_page.py reads it.
FILE = ROOT / "ci" / "compat.json"


def line(cell: Cell) -> str:
    """A line of the table, and one more for each problem."""
    libyaml = {True: "libyaml", False: "no libyaml", None: ""}[cell.libyaml]
    verdict = "same" if not cell.problems else f"{len(cell.problems)} DIFFER"
    head = f"{cell.program:16} {cell.packages:48} {libyaml:11} {verdict:10} {cell.seconds:5.0f} s"
    return "\n".join([head.rstrip(), *(f"    {problem}" for problem in cell.problems[:20])])


def write(cells: Iterable[Cell], absent: list[str]) -> None:
    """The record, without times: the next one differs only where a result does."""
    record = {
        "date": datetime.date.today().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "absent": absent,
        "cells": [
            {"program": cell.program, "packages": cell.packages, "libyaml": cell.libyaml}
            for cell in cells
        ],
    }
    FILE.write_text(json.dumps(record, indent=1) + "\n")
