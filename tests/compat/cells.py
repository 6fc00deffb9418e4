"""What is tried: the cells of the table."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from tests.compat import goldens, helms
from tests.compat.bounds import oldest_pins
from tests.compat.environment import Environment
from tests.compat.pythons import Python


class Cell(NamedTuple):
    """One attempt. problems: a line each; none where all is as expected."""

    program: str
    packages: str
    libyaml: bool | None
    problems: list[str]
    seconds: float


class Variant(NamedTuple):
    """Versions of packages, and whether PyYAML keeps its C extension."""

    name: str
    oldest: bool
    libyaml: bool

    def fits(self, python: Python) -> bool:
        return python.has_extensions or not (self.libyaml or self.oldest)


VARIANTS = [
    Variant("newest packages, libyaml", oldest=False, libyaml=True),
    Variant("newest packages, no libyaml", oldest=False, libyaml=False),
    Variant("oldest packages, libyaml", oldest=True, libyaml=True),
    Variant("oldest packages, no libyaml", oldest=True, libyaml=False),
]


class Matrix:
    """wheel: of the program. streams: of the golden cases. folder: for scratch. pins: instead of the lower bounds."""

    def __init__(self, wheel: Path, streams: dict[str, str], folder: Path, pins: list[str]) -> None:
        self.wheel, self.streams, self.folder, self.pins = wheel, streams, folder, pins

    def python_cell(self, python: Python, variant: Variant) -> Cell:
        """All golden cases with one Python and one set of packages."""
        begin = time.monotonic()
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        pins = (self.pins or oldest_pins(python.minor)) if variant.oldest else []
        program = f"{'PyPy' if 'PyPy' in python.name else 'Python'} {python.full}"
        try:
            made = self.environment(scratch, python, pins)
            if not variant.libyaml:
                made.drop_libyaml()
            packages, has_libyaml = made.packages()
            problems = goldens.differences(made, self.streams, scratch)
        except RuntimeError as error:  # pip, or the Python itself
            return Cell(program, ", ".join(pins), None, [str(error)[-1500:]], passed(begin))
        if has_libyaml != variant.libyaml:
            problems.append(f"libyaml is {'there' if has_libyaml else 'not there'}")
        return Cell(program, packages, has_libyaml, problems, passed(begin))

    def environment(self, scratch: Path, python: Python, pins: list[str]) -> Environment:
        """With these versions of packages, and else the newest. Only wheels: who runs Helm has no compiler."""
        made = Environment.make(scratch / "env", python)
        binary = ["--only-binary=:all:"] if python.has_extensions else []
        if self.pins:  # which pyproject.toml may not allow
            made.install(*binary, "--no-deps", str(self.wheel))
            made.install(*binary, *pins)
        else:
            made.install(*binary, str(self.wheel), *pins)
        return made

    def helm_cells(self, python: Python, programs: list[helms.HelmProgram]) -> Iterable[Cell]:
        """Each Helm in turn; the objects of the first are what the others must give."""
        scratch = Path(tempfile.mkdtemp(dir=self.folder))
        made = self.environment(scratch, python, [])
        expected = None
        for program in programs:
            begin = time.monotonic()
            given = helms.rendered(program, made, scratch / program.version)
            expected = expected or given
            problems = [*helms.differences(expected, given)]
            yield Cell(f"Helm {program.version.lstrip('v')}", "", None, problems, passed(begin))


def passed(begin: float) -> float:
    """Seconds since then."""
    return time.monotonic() - begin


def attempts(matrix: Matrix, pythons: Iterable[Python]) -> Iterable[tuple[str, Callable[[], Cell]]]:
    """Each cell of the Pythons, with what it is called."""
    for python in pythons:
        for variant in VARIANTS:
            if variant.fits(python):
                yield f"{python.name}, {variant.name}", bound(matrix, python, variant)


def bound(matrix: Matrix, python: Python, variant: Variant) -> Callable[[], Cell]:
    return lambda: matrix.python_cell(python, variant)
