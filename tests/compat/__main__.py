"""python -m tests.compat [--only WORD] [--pin NAME==VERSION]... [--write]

--only: the cells whose name has this word, `3.14` or `Helm`. --pin: instead of the lower bounds of
pyproject.toml, to find them. --write: ci/compat.json, of which `make docs` makes the table in
docs/versions.md; only when every cell was tried, and gave what it should.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.compat import helms, record
from tests.compat.cells import Cell, Matrix, attempts
from tests.compat.environment import build_wheel
from tests.compat.pythons import absent, found_pythons
from tests.support.cases import FOLDERS, Case, Streams, name
from tests.support.helm import Helm, binary

ABREAST = 2  # cells at a time


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="")
    parser.add_argument("--pin", action="append", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="eck-mesh-compat-") as folder:
        cells = run(Path(folder), options.only, options.pin)
    failed = [cell for cell in cells if cell.problems]
    print(f"{len(cells)} cells, {len(failed)} failed")
    if not cells or failed:
        sys.exit(1)
    if options.write and not options.only and not options.pin:
        record.write(cells, missing())
        print(f"written: {record.FILE}; now `make docs`")


def run(folder: Path, only: str, pins: list[str]) -> list[Cell]:
    """All cells, each printed as soon as it is known."""
    pythons = found_pythons()
    for each in missing():
        print(f"NOT RUN: {each}, which this machine does not have")
    matrix = Matrix(build_wheel(folder), streams(folder), folder, pins)
    wanted = [attempt for what, attempt in attempts(matrix, pythons.values()) if only in what]
    with ThreadPoolExecutor(ABREAST) as pool:
        cells = [*map(shown, pool.map(lambda attempt: attempt(), wanted))]
    if only in "Helm" and not pins:
        here = f"{sys.version_info[0]}.{sys.version_info[1]}"
        programs = helms.found_helms()
        cells += [shown(cell) for cell in matrix.helm_cells(pythons[here], programs)]
    return cells


def shown(cell: Cell) -> Cell:
    print(record.line(cell), flush=True)
    return cell


def missing() -> list[str]:
    """What this machine does not have, in words."""
    return [each if "PyPy" in each else f"Python {each}" for each in absent(found_pythons())]


def streams(folder: Path) -> dict[str, str]:
    """The input of each golden case, rendered by Helm 3."""
    home, kept = folder / "helm3", folder / "streams"
    home.mkdir()
    kept.mkdir()
    made = Streams(Helm(3, binary(3), home), kept)
    return {name(case): made.of(Case(case)) for case in FOLDERS}


if __name__ == "__main__":
    main()
