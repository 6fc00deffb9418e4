"""The program before real Helms: run with a plugin folder of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from tests.support import programs
from tests.support.helm import ROOT, Output

STRICT = ["template", "x", str(ROOT), "-n", "prod", "--set=mesh.mode=strict"]
FORMS = ["checkout", "pip", "zipapp"]


def run(program: Path, *arguments: str, plugins: str | Path, **env: str) -> Output:
    return programs.run(
        program,
        *arguments,
        env={"HELM_PLUGINS": str(plugins), "ECK_MESH_PYTHON": sys.executable, **env},
    )


def files(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        path.name: (path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns)
        for path in folder.iterdir()
    }


def other(folder: Path, **words: str) -> Path:
    """A plugin of Helm 4, with other words in its plugin.yaml than ours has."""
    folder.mkdir(parents=True)
    ours = yaml.safe_load((ROOT / "postrenderer" / "plugin.yaml").read_text())
    (folder / "plugin.yaml").write_text(yaml.safe_dump({**ours, **words}))
    (folder / "launcher").write_text("#!/bin/sh\ncat\n")
    (folder / "launcher").chmod(0o755)
    return folder
