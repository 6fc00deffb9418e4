"""The Pythons of this machine: those that tests/support/programs.py finds, and Debian's, which `ci/pythons` unpacks."""

from __future__ import annotations

import subprocess
from typing import NamedTuple

from tests.support import programs
from tests.support.helm import ROOT

DEBIAN = ROOT / ".tools" / "pythons" / "usr" / "bin"
# The versions that users may have, and forms of them. What is not found is shown as not run.
WANTED = ["3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "3.14t", "PyPy 3.11"]
SHOW = """\
import sys, sysconfig
name = "PyPy " if sys.implementation.name == "pypy" else ""
free = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
print(name + "%d.%d" % sys.version_info[:2] + free, "%d.%d.%d" % sys.version_info[:3], sep=";")
"""


class Python(NamedTuple):
    """name: as in WANTED. full: with the patch version."""

    name: str
    full: str
    path: str

    @property
    def minor(self) -> str:
        """What markers of requirements call python_version."""
        return self.full.rpartition(".")[0]

    @property
    def has_extensions(self) -> bool:
        """Whether PyYAML has wheels with libyaml for it."""
        return not self.name.startswith("PyPy")


def found_pythons() -> dict[str, Python]:
    """By name."""
    there: dict[str, Python] = {}
    debian = [*DEBIAN.glob("python3.[0-9]*"), *DEBIAN.glob("pypy3.[0-9]*")]
    for path in [*programs.pythons().values(), *map(str, sorted(debian))]:
        done = subprocess.run([path, "-c", SHOW], capture_output=True, text=True, timeout=60)
        name, _, full = done.stdout.strip().partition(";")
        if done.returncode == 0 and full:
            there.setdefault(name, Python(name, full, path))
    return there


def absent(there: dict[str, Python]) -> list[str]:
    """The wanted Pythons that this machine does not have."""
    return [name for name in WANTED if name not in there]
