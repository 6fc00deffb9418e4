"""The commands of `make demo`, run as a reader would type them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from page import with_color

ROOT = Path(__file__).resolve().parent.parent.parent


class Shell:
    """Has `helm` and `eck-mesh` on PATH; helm: which one it is, as a path in the checkout."""

    def __init__(self, programs: Path) -> None:
        """programs: an empty folder, where a link called helm is made."""
        helms = (f".tools/{name}" for name in ("helm4", "helm3"))
        self.helm = next((helm for helm in helms if (ROOT / helm).exists()), None)
        if self.helm is None:
            sys.exit("make demo: there is no Helm in .tools. Run ci/tools helm first.")
        (programs / "helm").symlink_to(ROOT / self.helm)
        path = os.pathsep.join([str(programs), str(ROOT / ".venv" / "bin"), os.environ["PATH"]])
        # Plugins of the machine's Helm and variables of eck-mesh would change what is printed.
        mine = {key: text for key, text in os.environ.items() if not key.startswith("ECK_MESH_")}
        self.env = {**mine, "PATH": path, "HELM_PLUGINS": str(programs / "none")}

    def run(self, text: str, status: int = 0) -> str:
        """Return what a command prints. Another exit status than this one ends the demo."""
        done = subprocess.run(
            ["sh", "-c", with_color(text)],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode != status:
            sys.exit(f"{text}\n{done.stdout}{done.stderr}make demo: exit status {done.returncode}")
        return done.stdout or done.stderr
