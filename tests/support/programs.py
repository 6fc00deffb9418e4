"""The forms in which eck-mesh is on a machine, and the Pythons that may have to run it: all real ones."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from tests.support.helm import ROOT, Output
from tests.support.streams import LOCKED

ECHO = "import sys; print(sys.executable if sys.version_info >= (3, 10) else '', '%d.%d' % sys.version_info[:2])"

# Modules that cost more than a millisecond to import, and that the filter does without.
EXPENSIVE = {
    "click",
    "jsonpath_ng",
    "logging",
    "typing",
    "dataclasses",
    "importlib.metadata",
    "inspect",
    "pathlib",
    "subprocess",
    "difflib",
}


def once(folder: Path, make: Callable[[Path], Path]) -> Path:
    """What `make` makes in the folder, made by the first process of a test run that asks."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = folder / "made"
        if not made.exists():
            folder.mkdir()
            made.write_text(str(make(folder)))
    return Path(made.read_text())


def ci_module(name: str) -> ModuleType:
    """A module of ci/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "ci" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def built(file: Path, *flags: str, **env: str) -> Path:
    """The zipapp, made as `make zipapp` makes it."""
    subprocess.run(
        [sys.executable, ROOT / "ci" / "zipapp", *flags, file],
        check=True,
        timeout=300,
        cwd=file.parent,
        env={**os.environ, **env},
    )
    return file


def pythons() -> dict[str, str]:
    """A Python of each version from 3.10 on that this machine has, on PATH or by pyenv; the running one always."""
    found = {f"{sys.version_info[0]}.{sys.version_info[1]}": sys.executable}
    for candidate in _candidates():
        done = subprocess.run([candidate, "-c", ECHO], capture_output=True, text=True, timeout=60)
        path, _, version = done.stdout.strip().rpartition(" ")
        if path:
            found.setdefault(version, path)
    return found


def _candidates() -> Iterator[str]:
    yield from filter(None, (shutil.which(f"python3.{minor}") for minor in range(10, 20)))
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from map(str, sorted(root.glob("versions/3.*/bin/python3")))


def run(
    program: str | Path,
    *arguments: str,
    stdin: str = LOCKED,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
) -> Output:
    """The program with more in its environment; the exit status is the caller's to judge."""
    done = subprocess.run(
        [program, *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        timeout=120,
    )
    return Output(done.stdout, done.stderr, done.returncode)


def bare(python: str, shared: Path) -> str:
    """The same Python without any package, as on a machine where nothing was installed."""

    def make(folder: Path) -> Path:
        subprocess.run([python, "-m", "venv", "--without-pip", folder], check=True, timeout=120)
        return folder / "bin" / "python3"

    return str(once(shared / f"bare-{hashlib.sha256(python.encode()).hexdigest()[:8]}", make))


def installed(shared: Path) -> Path:
    """The console script in a virtual environment of its own, by pip."""

    def make(folder: Path) -> Path:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True, timeout=120)
        pip = [str(folder / "bin" / "pip"), "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, str(ROOT / "postrenderer")], check=True, timeout=300, cwd=folder)
        return folder / "bin" / "eck-mesh"

    return once(shared / "pip", make)


def old(python: str, folder: Path) -> Path:
    """A folder for PATH with a python3 that says it is 3.9."""
    folder.mkdir(exist_ok=True)
    script = folder / "python3"
    script.write_text(
        f'#!/bin/sh\ncode=$2\nshift 2\nexec {python} -c "import sys; sys.version_info = (3, 9, 18)\n$code" "$@"\n'
    )
    script.chmod(0o755)
    return folder
