"""The wheel of the program, installed in a clean virtual environment of some Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.compat.pythons import Python
from tests.support.helm import ROOT

PIP = [sys.executable, "-m", "pip"]
QUIET = ["-q", "--disable-pip-version-check"]
INSTALLED = """\
import importlib.metadata as metadata, json, yaml
names = "PyYAML", "jsonpath-ng", "click"
print(json.dumps([[f"{name} {metadata.version(name)}" for name in names], bool(yaml.__with_libyaml__)]))
"""


class Environment:
    """python: its interpreter. packages: what is installed, in words."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.program = folder / "bin" / "eck-mesh"

    @classmethod
    def make(cls, folder: Path, python: Python) -> Environment:
        """An empty one."""
        command(python.path, "-m", "venv", "--without-pip", str(folder))
        return cls(folder)

    def install(self, *what: str) -> None:
        """Requirements, wheels and flags, as for pip. RuntimeError with pip's words where it fails."""
        command(*PIP, "--python", str(self.python), "install", *QUIET, *what)

    def drop_libyaml(self) -> None:
        """As a wheel without PyYAML's C extension would install it."""
        for extension in self.folder.glob("lib*/*/site-packages/yaml/_yaml*.so"):
            extension.unlink()

    def packages(self) -> tuple[str, bool]:
        """What is installed, and whether PyYAML has libyaml."""
        names, has_libyaml = json.loads(command(str(self.python), "-c", INSTALLED))
        return ", ".join(names), has_libyaml


def build_wheel(folder: Path) -> Path:
    """The wheel of this checkout."""
    command(*PIP, "wheel", *QUIET, "--no-deps", "-w", str(folder), str(ROOT / "postrenderer"))
    (wheel,) = folder.glob("*.whl")
    return wheel


def command(*argv: str) -> str:
    """The stdout of a command that succeeds."""
    done = subprocess.run(argv, capture_output=True, text=True, timeout=900, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{' '.join(argv)}\n{done.stderr or done.stdout}")
    return done.stdout
