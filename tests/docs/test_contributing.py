"""The walk of CONTRIBUTING.md makes the change that it promises."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.support.helm import ROOT, Helm
from tests.support.pages import blocks

PAGE = (ROOT / "CONTRIBUTING.md").read_text()
# The neighbors among which the page puts its rows.
NEIGHBORS = {
    "istio/annotations.py": "    PROXY_CONFIG: Annotation(",
    "messages/rules/pods.py": '    Message(\n        "port-bypasses-sidecar"',
}


def changed_program(folder: Path) -> Path:
    """A copy of the program, with the two rows of the page."""
    shutil.copytree(ROOT / "postrenderer" / "eck_mesh", folder / "eck_mesh")
    rows = [block.text for block in blocks(PAGE) if block.language == "python"]
    for (name, neighbor), row in zip(NEIGHBORS.items(), rows, strict=True):
        file = folder / "eck_mesh" / name
        text = file.read_text()
        assert neighbor in text
        indented = "".join(f"    {line}\n" for line in row.splitlines())
        file.write_text(text.replace(neighbor, indented + neighbor, 1))
    return folder


def test_the_change_of_the_walk_rejects_what_the_page_says(helm3: Helm, tmp_path: Path) -> None:
    about, values = [block.text for block in blocks(PAGE) if block.language == "yaml"]
    assert "about" in yaml.safe_load(about)
    stream = helm3.template(values=yaml.safe_load(values)).stdout
    done = subprocess.run(
        [sys.executable, "-m", "eck_mesh"],
        input=stream,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(changed_program(tmp_path))},
    )
    assert done.returncode == 1
    assert "sidecar.istio.io/logLevel" in done.stderr
    assert "no log level 'loud'" in done.stderr
    assert "[unknown-log-level]" in done.stderr
