"""The program's own modules are found as Python finds them, on each Python of this machine."""

from __future__ import annotations

import importlib.util
import os
import pkgutil
import shutil
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

import eck_mesh
from eck_mesh import finder
from tests.support.programs import pythons

MODULES = sorted(found.name for found in pkgutil.walk_packages(eck_mesh.__path__, "eck_mesh."))
OTHERS = ["click", "eck_mesh", "eck_mesh.unknown", "eck_mesh.cli.unknown"]
# Installs the finder and says where a module of a copy of the program comes from.
CODE = """
import eck_mesh.cli, sys
from eck_mesh.eck import probe
print(probe.VALUE, type(probe.__loader__).__name__, probe.__cached__)
"""


@pytest.mark.parametrize("name", MODULES + OTHERS)
def test_a_module_is_the_one_that_python_finds(name: str) -> None:
    path = [os.path.join(*eck_mesh.__path__, *name.split(".")[1:-1])]
    expected = PathFinder.find_spec(name, path) if name in MODULES else None
    found = finder.find_spec(name, path)
    assert (found is None) == (expected is None)
    if found and expected:
        for field in ("name", "origin", "cached", "parent", "submodule_search_locations"):
            assert getattr(found, field) == getattr(expected, field)
        assert found.has_location
        own, usual = (spec.loader.get_code(name) for spec in (found, expected))  # type: ignore[union-attr]
        assert own == usual


class Copy:
    """A copy of the program with one module more, run by one Python."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder, self.python = folder, python
        for part in ("__init__.py", "finder.py", "cli/__init__.py", "eck/__init__.py"):
            target = folder / "eck_mesh" / part
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path(*eck_mesh.__path__) / part, target)
        self.module = folder / "eck_mesh" / "eck" / "probe.py"
        self.write(1)

    def write(self, value: int, when: int = 1_000_000_000) -> None:
        self.module.write_text(f"VALUE = {value}\n")
        os.utime(self.module, (when, when))

    def run(self, *options: str, **env: str) -> list[str]:
        """The value of the module, the class of its loader, and its `.pyc` file."""
        command = [self.python, "-S", *options, "-c", CODE]
        env = {"PYTHONPATH": str(self.folder), **env}
        return subprocess.run(
            command, env=env, stdout=subprocess.PIPE, text=True, check=True
        ).stdout.split()

    @property
    def compiled(self) -> Path:
        (found,) = self.module.parent.glob("__pycache__/probe.*.pyc")
        return found


@pytest.fixture(params=pythons().items(), ids="-".join)
def copy(request: pytest.FixtureRequest, tmp_path: Path) -> Copy:
    return Copy(tmp_path, request.param[1])


def test_what_is_compiled_is_not_read_from_its_source(copy: Copy) -> None:
    assert copy.run() == ["1", "_Loader", str(copy.compiled)]
    copy.write(2)  # of the same size and time: Python does not see it either
    assert copy.run()[0] == "1"


def test_a_source_that_changed_is_seen(copy: Copy) -> None:
    copy.run()
    copy.write(2, 1_000_000_001)
    assert copy.run()[0] == "2"
    copy.write(33, 1_000_000_001)
    assert copy.run("-B")[0] == "33"


@pytest.mark.parametrize("damage", [b"", b"\0" * 16, b"cut"])
def test_a_damaged_file_is_left_to_python(copy: Copy, damage: bytes) -> None:
    copy.run()
    head = copy.compiled.read_bytes()[:16] if damage == b"cut" else b""
    copy.compiled.write_bytes(head or damage)
    if head:  # Python itself refuses it, and says so
        with pytest.raises(subprocess.CalledProcessError):
            copy.run()
    else:
        assert copy.run()[0] == "1"


def test_other_places_of_compiled_files_are_those_of_python(copy: Copy, tmp_path: Path) -> None:
    elsewhere = str(tmp_path / "elsewhere")
    for _ in range(2):
        value, loader, cached = copy.run(PYTHONPYCACHEPREFIX=elsewhere)
        assert (value, loader) == ("1", "SourceFileLoader")
        assert cached.startswith(elsewhere)
        assert copy.run("-O")[1] == "SourceFileLoader"
    assert copy.run("-B")[:2] == ["1", "_Loader"]
    assert all("opt-1" in path.name for path in copy.module.parent.glob("__pycache__/*"))


def test_a_program_that_moved_names_its_files_as_they_are(copy: Copy, tmp_path: Path) -> None:
    copy.module.write_text("VALUE = (lambda: None).__code__.co_filename\n")
    copy.run()
    copy.folder = copy.folder.rename(tmp_path.with_name(f"{tmp_path.name}-moved"))
    assert copy.run()[0] == str(copy.folder / "eck_mesh" / "eck" / "probe.py")


def test_a_zip_is_read_by_python(copy: Copy, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path.with_name("program")), "zip", copy.folder)
    assert copy.run(PYTHONPATH=archive)[:2] == ["1", "zipimporter"]


# As a program that carries its modules in itself, with a loader that allows no subclass.
FOREIGN = """
import importlib.abc, importlib.util, pathlib, sys

class Final(type):
    def __new__(cls, name, bases, body):
        assert not any(isinstance(base, Final) for base in bases), "it allows no subclass"
        return super().__new__(cls, name, bases, body)

class Carried(metaclass=Final):
    def create_module(self, spec):
        return None
    def exec_module(self, module):
        exec(compile(ROOT.joinpath(*PARTS(module.__name__)).read_text(), "carried", "exec"), module.__dict__)

ROOT = pathlib.Path(sys.argv[1])
def PARTS(name):
    path = name.split(".")
    return [*path, "__init__.py"] if ROOT.joinpath(*path).is_dir() else [*path[:-1], path[-1] + ".py"]

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] == "eck_mesh":
            is_package = PARTS(name)[-1] == "__init__.py"
            return importlib.util.spec_from_loader(name, Carried(), is_package=is_package)

sys.meta_path.insert(0, Finder)
import eck_mesh.cli.main as main
print(type(main.__loader__).__name__)
"""


def test_another_programs_loader_is_left_alone() -> None:
    command = [sys.executable, "-c", FOREIGN, str(Path(*eck_mesh.__path__).parent)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Carried\n", "")


def test_the_program_uses_it() -> None:
    code = "import eck_mesh.cli.main as main; print(type(main.__loader__).__name__)"
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout == "_Loader\n"
    assert importlib.util.find_spec("eck_mesh.cli.main")
