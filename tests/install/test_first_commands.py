"""The commands that install the program, as README.md and docs/install.md print them, in an empty home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.helm import ROOT, Helm
from tests.support.pages import blocks, commands

MARK = "tests/install/test_first_commands.py"


def typed(page: str) -> list[str]:
    """The lines of the page's one block that names this test."""
    (block,) = [one for one in blocks((ROOT / page).read_text()) if one.words == MARK]
    return [command.line for command in commands(block)]


def test_the_pages_print_the_same() -> None:
    full = typed("docs/install.md")
    assert typed("docs/getting-started.md") == full
    assert typed("README.md") == full[:-1]
    assert full[0].startswith("python3 -m venv ")
    assert [line.split()[0] for line in full[1:]] == ["pip", "eck-mesh", "eck-mesh"]


def test_they_install_a_program_that_doctor_finds_in_order(helm4: Helm, tmp_path: Path) -> None:
    """Where pip itself may be one that installs nothing outside an environment."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "helm").symlink_to(helm4.command[-1])
    (programs / "python3").symlink_to(Path(sys.executable).resolve())
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = subprocess.run(
        ["bash", "-ec", "\n".join(typed("docs/install.md"))],
        cwd=ROOT,
        env={**pip, "HOME": str(tmp_path), "PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Helm 4 renders" in done.stdout
    assert (tmp_path / ".venvs" / "eck-mesh" / "bin" / "eck-mesh").exists()
