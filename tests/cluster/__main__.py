"""The bed as a process: for a developer, until Ctrl-C, or for a test run (bed/shared.py).

python -m tests.cluster [full|flux|real] until Ctrl-C
python -m tests.cluster KIND FOLDER PID   until SIGTERM, or the end of that process
"""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.control_plane import up
from tests.cluster.bed.shared import FAILED, UP
from tests.cluster.bed.tools import TOOLS


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    kind, *of_run = sys.argv[1:] or ["full"]
    if of_run:
        serve_run(kind, Path(of_run[0]), int(of_run[1]))
    else:
        serve_developer(kind)


def serve_developer(kind: str) -> None:
    bed, _ = up(kind)
    try:
        print(f"\nIn another shell, as root:\n  ip netns exec {bed.name} bash")
        print(f"  export KUBECONFIG={bed.kubeconfig} PATH={TOOLS}:$PATH")
        print("Ctrl-C takes everything down.", flush=True)
        signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        down(bed)


def serve_run(kind: str, folder: Path, run: int) -> None:
    try:
        bed, took = up(kind, folder)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.exit(FAILED)
    try:
        (folder / "up.part").write_text(json.dumps(took))
        (folder / "up.part").rename(folder / UP)
        while alive(run):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        down(bed)


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended may stay listed until its parent has seen it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def down(bed: Bed) -> None:
    for name in signal.SIGINT, signal.SIGTERM:  # a second Ctrl-C would leave half of it
        signal.signal(name, signal.SIG_IGN)
    bed.down()


if __name__ == "__main__":
    main()
