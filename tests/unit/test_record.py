"""Records do what those of typing do, on each Python of this machine."""

from __future__ import annotations

import subprocess
import sys
import typing
from typing import Any

import pytest

from eck_mesh import record
from tests.support.helm import ROOT
from tests.support.programs import pythons

SHAPES = """
class Point({base}):
    '''A place.'''

    x: int
    y: int = 2
    label: str = ''

    @property
    def sum(self):
        return self.x + self.y

    def moved(self, *, by=1):
        return self._replace(x=self.x + by)

class Empty({base}):
    pass

class Many({base}):
""" + "".join(f"    field_{number}: int\n" for number in range(60))


def made(module: Any, base: str) -> dict[str, Any]:
    found: dict[str, Any] = {"__name__": "shapes", "base": getattr(module, base)}
    exec("from __future__ import annotations\n" + SHAPES.format(base="base"), found)
    return found


OURS, PYTHONS_OWN = made(record, "NamedTuple"), made(typing, "NamedTuple")


@pytest.mark.parametrize(
    "expression",
    [
        "Point(1)",
        "Point(1, 3, 'a')",
        "Point(label='a', x=4)",
        "repr(Point(1, label='a'))",
        "Point(1)._replace(y=5)",
        "Point(1).moved(by=3)",
        "Point(1).sum",
        "Point(1)._asdict()",
        "Point._fields",
        "Point.__match_args__",
        "Point.__name__, Point.__doc__, Point.__module__, Point.__qualname__",
        "Point._make([1, 2, 'c'])",
        "Point(1) == (1, 2, '')",
        "hash(Point(1))",
        "Point(1) < Point(2)",
        "list(Point(1)), len(Point(1)), Point(1)[0], Point(1)[-1:]",
        "__import__('copy').copy(Point(1))",
        "__import__('copy').deepcopy(Point(1))",
        "isinstance(Point(1), tuple)",
        "Empty()",
        "repr(Empty())",
        "Many(*range(60)).field_59",
        "Many(**{f'field_{n}': n for n in range(60)})[17]",
        "hasattr(Point(1), '__dict__')",
    ],
)
def test_a_record_is_what_typing_makes(expression: str) -> None:
    ours, own = eval(expression, OURS), eval(expression, PYTHONS_OWN)
    assert ours == own
    assert repr(ours) == repr(own)


@pytest.mark.parametrize(
    "expression",
    [
        "Point()",
        "Point(1, 2, '', 4)",
        "Point(1, z=2)",
        "Point(1, x=2)",
        "Many()",
    ],
)
def test_a_wrong_call_is_refused_in_the_same_words(expression: str) -> None:
    with pytest.raises(TypeError) as ours:
        eval(expression, OURS)
    with pytest.raises(TypeError) as own:
        eval(expression, PYTHONS_OWN)
    assert str(ours.value) == str(own.value)


@pytest.mark.parametrize("expression", ["Point(1)._replace(z=1)", "Point(1)._make([])"])
def test_a_wrong_field_is_refused(expression: str) -> None:
    with pytest.raises(TypeError):
        eval(expression, OURS)


def test_a_field_cannot_be_set() -> None:
    for name in "x", "unknown":
        with pytest.raises(AttributeError):
            setattr(OURS["Point"](1), name, 2)


@pytest.mark.parametrize("python", sorted(pythons().values()))
def test_every_python_makes_records(python: str) -> None:
    program = f"from __future__ import annotations\nfrom eck_mesh.record import NamedTuple\n{SHAPES.format(base='NamedTuple')}\nprint(Point(1)._replace(y=3), Empty(), Many(*range(60)).field_59)"
    done = subprocess.run(
        [python, "-c", program],
        capture_output=True,
        text=True,
        cwd=ROOT / "postrenderer",
        timeout=60,
    )
    assert done.stdout == "Point(x=1, y=3, label='') Empty() 59\n", done.stderr


def test_a_record_needs_no_expensive_module() -> None:
    """typing and collections would cost as much as a hundred records."""
    program = "import sys; import eck_mesh.record; print({'typing', 'collections', 'functools', 'types'} & set(sys.modules))"
    start = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path[:0] = {sys.path!r}; {program}",
    ]
    done = subprocess.run(start, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "set()\n"
