"""This process as the post-renderer of a real Helm, which so need not wait for another Python to start."""

from __future__ import annotations

import copy
import os
import select
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.helm import ROOT, Helm
from tests.support.inprocess import call

# Helm starts it in our launcher's place. What it reads and writes are pipes to this process.
PROGRAM = """\
#!/bin/sh
for word; do printf '%s\\0' "$word"; done >'{folder}/arguments'
cat >'{folder}/in'
cat <'{folder}/out'
cat '{folder}/err' >&2
read -r status <'{folder}/status'
exit "$status"
"""


@contextmanager
def answering(helm: Helm, folder: Path) -> Iterator[Helm]:
    """The same Helm, whose post-renderer is this process; good for one call."""
    plugin = folder / "plugins" / "eck-mesh"
    plugin.mkdir(parents=True)
    shutil.copy(ROOT / "postrenderer" / "plugin.yaml", plugin)
    (plugin / "launcher").write_text(PROGRAM.format(folder=folder))
    (plugin / "launcher").chmod(0o755)
    os.mkfifo(folder / "in")
    os.mkfifo(folder / "out")
    other = copy.copy(helm)
    other.launcher = plugin / "launcher"
    other.env = {**helm.env, "HELM_PLUGINS": str(plugin.parent) if helm.major == 4 else ""}
    stop = threading.Event()
    stdin = os.open(folder / "in", os.O_RDONLY | os.O_NONBLOCK)
    thread = threading.Thread(target=_answer, args=(stdin, folder, stop), daemon=True)
    thread.start()
    try:
        yield other
    finally:
        stop.set()
        thread.join(timeout=60)
        os.close(stdin)


def _answer(stdin: int, folder: Path, stop: threading.Event) -> None:
    """Wait for Helm's stream, and answer it; give up where Helm ended without one."""
    poll = select.poll()
    poll.register(stdin, select.POLLIN)
    while not poll.poll(50):
        if stop.is_set():
            return
    os.set_blocking(stdin, True)
    chunks = iter(lambda: os.read(stdin, 1 << 16), b"")
    text = b"".join(chunks).decode()
    arguments = (folder / "arguments").read_text().split("\0")[:-1]
    out, err, status = call(*arguments, stdin=text)
    (folder / "err").write_text(err)
    (folder / "status").write_text(f"{status}\n")
    (folder / "out").write_text(out)
