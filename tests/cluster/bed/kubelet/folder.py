"""The files of a volume that follows the API server, changed all at once: what is read belongs together at any moment.

As the kubelet does it (kubernetes/pkg/volume/util/atomic_writer.go): files are in a folder of their time, ..data is a link to
it, and every name is a link through ..data.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from pathlib import Path
from typing import NamedTuple

NUMBERS = itertools.count(1)


class File(NamedTuple):
    data: bytes
    mode: int


Files = dict[str, File]  # by path within the volume


def write(volume: Path, files: Files, group: int | None) -> None:
    """Make the volume hold these files and no others. group: the pod's fsGroup."""
    volume.mkdir(parents=True, exist_ok=True)
    current = volume / "..data"
    before = Path(os.readlink(current)).name if current.is_symlink() else ""
    stamp = f"..{os.getpid()}_{next(NUMBERS)}"
    for path, file in files.items():
        target = volume / stamp / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
        target.chmod(file.mode)
        if group is not None:
            os.chown(target, -1, group)
            target.chmod(file.mode | (file.mode & 0o600) >> 3)
    (volume / stamp).mkdir(exist_ok=True)
    (volume / "..data_tmp").symlink_to(stamp)
    (volume / "..data_tmp").rename(current)
    names = {path.partition("/")[0] for path in files}
    for name in names:
        with contextlib.suppress(FileExistsError):
            (volume / name).symlink_to(Path("..data") / name)
    for link in volume.iterdir():
        if link.is_symlink() and link.name != "..data" and link.name not in names:
            link.unlink()
    if before:
        shutil.rmtree(volume / before)
