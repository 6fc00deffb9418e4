"""The launcher of the plugin folder: any working directory, and a Python that is missing."""

from __future__ import annotations

import os
import sys

from eck_mesh.cli.main import HELM4_HEAD
from tests.support.command_line import start
from tests.support.helm import ROOT


def test_the_launcher_runs_from_a_plain_folder() -> None:
    """From any working directory, and without the package being installed."""
    env = {**os.environ, "ECK_MESH_PYTHON": sys.executable}
    done = start(program=str(ROOT / "postrenderer" / "launcher"), env=env, cwd="/")
    assert done.stdout == start().stdout


def test_the_launcher_names_the_missing_python() -> None:
    launcher = str(ROOT / "postrenderer" / "launcher")
    env = {**os.environ, "ECK_MESH_PYTHON": "/no/python"}
    done = start(program=launcher, env=env)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"no /no/python on PATH" in done.stderr
    done = start("--error-format=helm4", program=launcher, env=env)
    head = f"|\n  {HELM4_HEAD}\n  eck-mesh: no /no/python on PATH".encode()
    assert (done.returncode, done.stdout[: len(head)]) == (0, head)
    assert start("diff", "-", program=launcher, env=env).returncode == 3, "1 would be a difference"
    assert start("compile", "--check", program=launcher, env=env).returncode == 3
    assert start("compile", program=launcher, env=env).returncode == 1
