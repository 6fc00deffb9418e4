"""What a person at a terminal sees besides the result: a hint, and the progress of what takes long."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.support.streams import LOCKED
from tests.support.terminal import at_terminal

PROGRAM = [sys.executable, "-m", "eck_mesh"]
EOF_KEY = "\x04"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "manifests"),
        (("--mode=strict",), "manifests"),
        (("explain",), "manifests"),
        (("diff", "-"), "manifests"),
        (("reach",), "manifests"),
        (("status", "-"), "manifests"),
        (("compile", "-"), "HelmReleases"),
        (("convert", "eck-stack", "-"), "values"),
    ],
)
def test_who_waits_for_a_terminal_says_so(arguments: tuple[str, ...], what: str) -> None:
    shown = at_terminal([*PROGRAM, *arguments], dict(os.environ), {}, typed=EOF_KEY)
    assert f"eck-mesh: reading {what} from the terminal. End with Ctrl-D, or pipe" in shown.screen


def test_who_reads_a_file_or_a_pipe_says_nothing(tmp_path: Path) -> None:
    file = tmp_path / "stream.yaml"
    file.write_text(LOCKED)
    for words, streams in (["explain", str(file)], {}), (["explain"], {0: file}):
        shown = at_terminal([*PROGRAM, *words], dict(os.environ), streams)
        assert shown.returncode == 0
        assert "reading" not in shown.screen


@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_progress_is_a_line_that_goes_away(term: str, tmp_path: Path) -> None:
    """On a terminal alone; a Helm that fails at once stands for one that takes long."""
    (tmp_path / "helm").write_text(
        "#!/bin/sh\n[ $1 = template ] || exit 0\necho broken >&2\nexit 1\n"
    )
    (tmp_path / "helm").chmod(0o755)
    env = {**os.environ, "TERM": term, "HELM_BIN": str(tmp_path / "helm"), "NO_COLOR": "1"}
    flags = ["compile", "--chart", str(tmp_path), "--release", "x", "-n", "n"]
    shown = at_terminal([*PROGRAM, *flags], env, {}).screen
    line = "Helm renders release x in namespace n …\r\x1b[K"
    assert (line in shown) == (term == "xterm")
    assert "eck-mesh: helm template: broken" in shown
    errors = tmp_path / "err"
    at_terminal([*PROGRAM, *flags], env, {2: errors})
    assert "renders" not in errors.read_text()
