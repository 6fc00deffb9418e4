"""examples/helm-unittest, run by helm-unittest: it marks each template's documents its own way, and must find them again."""

from __future__ import annotations

import os
from pathlib import Path

from tests.examples.tools import EXAMPLES, run, tool
from tests.support.helm import ROOT

SUITE = EXAMPLES / "helm-unittest" / "mesh_test.yaml"


def unittest(suite: Path) -> tuple[int, str]:
    argv = [tool("helm-unittest"), "--color=false", "-f", os.path.relpath(suite, ROOT), "."]
    done = run(argv, dict(os.environ))
    return done.returncode, done.stdout + done.stderr


def test_the_suite_passes() -> None:
    status, told = unittest(SUITE)
    assert (status, "2 passed, 2 total" in told) == (0, True), told


def test_and_fails_where_the_mode_is_another(tmp_path: Path) -> None:
    other = tmp_path / "mesh_test.yaml"
    other.write_text(SUITE.read_text().replace("mesh.mode: strict", "mesh.mode: permissive"))
    status, told = unittest(other)
    assert (status, "[release-below-expected-mode]" in told) == (1, True), told
