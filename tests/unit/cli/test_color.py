"""Color: on a terminal only, unless --color says otherwise, and nothing else changes by it."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from tests.support.command_line import BROKEN, run
from tests.support.streams import LOCKED
from tests.support.terminal import at_terminal

CODES = re.compile(r"\x1b\[[0-9;]*m")
COMMANDS = ["diff", "explain", "reach"]
PROGRAM = [sys.executable, "-m", "eck_mesh"]


def environment(**more: str) -> dict[str, str]:
    """Of a usual terminal."""
    found = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    return {**found, "TERM": "xterm", "COLUMNS": "200", **more}


@pytest.mark.parametrize("command", COMMANDS)
def test_colors_are_asked_for_or_not_there(command: str) -> None:
    plain, painted = run(command), run(command, "--color=always")
    assert run(command, "--color=never") == plain
    assert "\x1b" not in plain.stdout
    assert CODES.search(painted.stdout)
    assert CODES.sub("", painted.stdout) == plain.stdout
    assert (painted.stderr, painted.returncode) == (plain.stderr, plain.returncode)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_terminal_gets_colors_and_the_same_words(command: str, tmp_path: Path) -> None:
    file = tmp_path / "stream.yaml"
    file.write_text(LOCKED)
    words: list[str | Path] = [*PROGRAM, command, file]
    screen = at_terminal(words, environment(), {}).screen
    assert CODES.search(screen)
    assert sorted(CODES.sub("", screen).split()) == sorted(
        (run(command).stdout + run(command).stderr).split()
    )
    for env, flags in (
        ({"NO_COLOR": "1"}, []),
        ({"TERM": "dumb"}, []),
        ({}, ["--color=never"]),
    ):
        shown = at_terminal([*words, *flags], environment(**env), {}).screen
        assert "\x1b" not in shown
    to_file = tmp_path / "out"
    at_terminal(words, environment(), {1: to_file})
    assert "\x1b" not in to_file.read_text()


def test_json_and_pictures_have_no_color() -> None:
    for form in ("-ojson", "-omermaid", "-ohtml"):
        assert run("reach", form, "--color=always") == run("reach", form)
    assert run("explain", "-ojson", "--color=always") == run("explain", "-ojson")


def test_what_a_manifest_holds_is_no_color() -> None:
    """A terminal obeys only the codes of eck-mesh."""
    hostile = LOCKED.replace("name: kb", 'name: "kb\\e[31m"\n  labels: {a: "\\e[31mred"}')
    for command in COMMANDS:
        done = run(command, "--color=always", stdin=hostile)
        assert "\x1b[31mred" not in done.stdout
        assert "kb\x1b[31m" not in done.stdout + done.stderr


def test_an_error_is_seen_on_a_terminal(tmp_path: Path) -> None:
    file = tmp_path / "stream.yaml"
    file.write_text(BROKEN)
    words: list[str | Path] = [*PROGRAM, "explain", file]
    assert at_terminal(words, environment(), {}).screen.startswith("\x1b[1;31meck-mesh:\x1b[0m Kib")
    plain = at_terminal(words, environment(NO_COLOR="1"), {}).screen
    assert plain.startswith("eck-mesh: Kibana")
    errors = tmp_path / "err"
    at_terminal(words, environment(), {2: errors})
    assert errors.read_text() == plain
