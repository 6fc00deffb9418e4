"""The files of the plugin folder."""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from eck_mesh.record import NamedTuple

NAME = "eck-mesh"
PACKAGE = Path(__file__).absolute().parent.parent
# The zip from which this program runs (ci/zipapp), or "".
ARCHIVE: str = getattr(__loader__, "archive", "")  # type: ignore[name-defined]


class PluginFile(NamedTuple):
    """One file; mode: its permissions."""

    name: str
    data: bytes
    mode: int

    def is_in(self, folder: Path) -> bool:
        """Whether the folder has exactly this file."""
        path = folder / self.name
        if not path.is_file() or path.read_bytes() != self.data:
            return False
        return path.stat().st_mode & 0o777 == self.mode


def plugin_files() -> list[PluginFile]:
    """The files in the order to write them: Helm knows a plugin by its plugin.yaml, the last."""
    return [
        PluginFile("launcher", _launcher(), 0o755),
        PluginFile("plugin.yaml", _packaged("plugin.yaml"), 0o644),
    ]


def write_files(folder: Path, files: list[PluginFile]) -> bool:
    """Write all files or none, in their order; False if the folder has them already."""
    missing = [file for file in files if not file.is_in(folder)]
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    scratch: list[Path] = []
    try:
        for file in missing:
            scratch.append(_scratch_file(folder))
            scratch[-1].write_bytes(file.data)
            scratch[-1].chmod(file.mode)
        for file, path in zip(missing, scratch, strict=True):
            path.replace(folder / file.name)
    except BaseException:
        for path in scratch:
            path.unlink(missing_ok=True)
        if is_new and not any(folder.iterdir()):
            folder.rmdir()
        raise
    return bool(missing)


def _scratch_file(folder: Path) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    return Path(name)


def _launcher() -> bytes:
    """The zip that runs now, or the launcher bound to the Python and the package that run now."""
    if ARCHIVE:
        return Path(ARCHIVE).read_bytes()
    # Python finds an installed package by itself. With its folder first on the path, the packages
    # beside it would hide the standard library.
    is_installed = PACKAGE.parent.name.endswith("-packages")
    values = {
        "python": shlex.quote(sys.executable),
        "home": '"${0%/*}"' if is_installed else shlex.quote(str(PACKAGE.parent)),
        "advice": '"Run eck-mesh install-plugin again, with the Python to use."',
    }
    lines = _packaged("launcher").decode().split("\n")
    for name, value in values.items():
        (index,) = [i for i, line in enumerate(lines) if re.match(f"{name}=", line)]
        lines[index] = f"{name}={value}"
    return "\n".join(lines).encode()


def _packaged(name: str) -> bytes:
    """A file of the plugin: in a checkout beside the package, elsewhere in it."""
    data: bytes
    try:
        data = (PACKAGE.parent / name).read_bytes()
    except OSError:
        data = __loader__.get_data(os.path.join(str(PACKAGE), name))  # type: ignore[name-defined]
    return data
