"""The program that is measured: its wheel in a virtual environment of its own, compiled as pip compiles it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from tests.support.helm import ROOT

VENV = ROOT / ".tools" / "bench"
# What others set would be measured with it: a Python that may not write .pyc files starts four times as slowly.
UNSET = ("PYTHON", "HELM_", "KUBE", "ECK_MESH_", "COV")


class Program(NamedTuple):
    """Paths of the console script, and of the interpreter that runs it."""

    script: str
    python: str


def clean_env() -> dict[str, str]:
    """The environment of everything that is measured."""
    return {key: value for key, value in os.environ.items() if not key.startswith(UNSET)}


def installed() -> Program:
    """The wheel of this checkout, installed anew; what it requires at the versions of ci/requirements.txt."""
    python = VENV / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
    pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    # The pip of Python 3.11's own venv writes scripts that import `re`, which newer ones do not.
    subprocess.run([*pip, "--upgrade", "pip"], check=True, env=clean_env())
    pinned = ["-c", str(ROOT / "ci" / "requirements.txt"), str(ROOT / "postrenderer")]
    for more in ([], ["--force-reinstall", "--no-deps"]):
        subprocess.run([*pip, *more, *pinned], check=True, env=clean_env())
    return checked(VENV / "bin" / "eck-mesh")


def checked(script: Path) -> Program:
    """A script of pip's, whose modules are compiled and are not those of a checkout."""
    with script.open() as file:
        python = file.readline().removeprefix("#!").strip()
    code = "import eck_mesh, os; print(os.path.dirname(eck_mesh.__file__))"
    done = subprocess.run([python, "-I", "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    folder = Path(done.stdout.strip())
    if "site-packages" not in folder.parts:
        raise SystemExit(f"{script}: runs {folder}, an editable installation. Install the wheel.")
    compiled = {path.name.split(".")[0] for path in folder.glob("cli/__pycache__/*.pyc")}
    if not {path.stem for path in folder.glob("cli/*.py")} <= compiled:
        raise SystemExit(f"{script}: its modules are not compiled. Run {python} -m compileall.")
    return Program(str(script.absolute()), python)
