"""The archives of the program. Nothing in them depends on who makes them, where, or when."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path


def digest(file: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def program(sources: Path, file: Path) -> Path:
    """Build the program with its dependencies in one file, for every Python from 3.10 on."""
    subprocess.run([sys.executable, sources / "ci" / "zipapp", file], check=True)
    return file


def python_packages(sources: Path, dist: Path, version: str) -> list[Path]:
    """Build the wheel and the source archive. hatchling sorts the files, sets their owner to root
    and their time to SOURCE_DATE_EPOCH."""
    project = sources / "postrenderer"
    shutil.copy(sources / "LICENSE", project)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist"]
    subprocess.run([*build, "-d", dist], cwd=project, check=True)
    stem = f"eck_mesh-{version}"
    return [dist / f"{stem}-py3-none-any.whl", dist / f"{stem}.tar.gz"]


def plugin(sources: Path, zipapp: Path, file: Path) -> Path:
    """Write the plugin for Helm 4, whose launcher is the program in one file.

    `helm plugin package` writes the user, the umask and the times of the machine into its archive.
    Helm requires the name of the plugin for the folder in the archive, and name and version for
    the archive itself.
    """
    file.parent.mkdir(exist_ok=True)
    contents = {
        "LICENSE": (sources / "LICENSE", 0o644),
        "launcher": (zipapp, 0o755),
        "plugin.yaml": (sources / "postrenderer" / "plugin.yaml", 0o644),
    }
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        archive.addfile(entry("eck-mesh", 0o755, tarfile.DIRTYPE))
        for name, (path, mode) in contents.items():
            header = entry(f"eck-mesh/{name}", mode)
            header.size = path.stat().st_size
            with path.open("rb") as content:
                archive.addfile(header, content)
    file.write_bytes(gzip.compress(plain.getvalue(), mtime=int(os.environ["SOURCE_DATE_EPOCH"])))
    return file


def entry(name: str, mode: int, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    """The header of a file of the user 0, with the time of the commit."""
    header = tarfile.TarInfo(name)
    header.type, header.mode = kind, mode
    header.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
    return header
