"""`eck-mesh completion`: each shell, started as a person starts it, completes what is typed."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.support.command_line import refused, run, start
from tests.support.terminal import at_terminal

VARIABLE = "_ECK_MESH_COMPLETE"
SHELLS = ["bash", "zsh", "fish"]
# How a person starts each without files of their own, and makes it complete eck-mesh.
STARTED = {
    "bash": (["bash", "--norc", "-i"], "source <(eck-mesh completion bash)"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -U compinit; compinit -u -D; source <(eck-mesh completion zsh)",
    ),
    "fish": (["fish", "--no-config", "-i"], "eck-mesh completion fish | source"),
}


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """An environment with this eck-mesh on PATH, and a home that has nothing."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "eck-mesh"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m eck_mesh "$@"\n')
    program.chmod(0o755)
    (tmp_path / "manifests.yaml").write_text("")
    path = f"{tmp_path}/bin:{os.environ['PATH']}"
    return {**os.environ, "HOME": str(tmp_path), "PATH": path, "TERM": "xterm"}


# What is typed, up to the key that completes, and the words that the shell has then.
LINES = {
    "eck-mesh rea": "eck-mesh reach",
    "eck-mesh diff --mode per": "eck-mesh diff --mode permissive",
    "eck-mesh explain --expect-c": "eck-mesh explain --expect-closed",
    "eck-mesh explain port-bypasses-s": "eck-mesh explain port-bypasses-sidecar",
    "eck-mesh explain manif": "eck-mesh explain manifests.yaml",
}
BEGIN, END = "\x01", "\x05"  # the keys to the begin and to the end of the line


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_the_line(shell: str, machine: dict[str, str], tmp_path: Path) -> None:
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here; .ci/run installs it")
    command, source = STARTED[shell]
    typed = [f"{line}\t{BEGIN}echo {END}>> done" for line in LINES]
    shown = at_terminal(
        command, machine, {}, typed="\n".join([source, *typed, "exit", ""]), cwd=tmp_path
    )
    found = (tmp_path / "done").read_text().splitlines()
    assert [line.strip() for line in found] == list(LINES.values()), shown.screen


def test_clicks_own_way_works_too() -> None:
    script = run("completion", "bash").stdout
    assert start(env={**os.environ, VARIABLE: "bash_source"}).stdout.decode() == script
    with_flags = start("--mode=strict", env={**os.environ, VARIABLE: "bash_source"})
    assert with_flags.stdout.decode() == script


def test_another_shell_is_a_usage_error() -> None:
    assert "'nu' is not one of" in refused("completion", "nu", status=2)
