"""Names that would command a terminal, and settings files that are none."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from tests.support.command_line import run
from tests.support.limits import Limits, limited
from tests.support.streams import LOCKED

EVIL = LOCKED.replace("name: kb", r'name: "k\e[31m\nfake: line\u202eb"')
PLAIN = LOCKED.replace(".add-post-renderer-eck-mesh.invalid", "")


@pytest.mark.parametrize("command", [("explain",), ("diff",), ("reach",), ("reach", "--why")])
def test_a_name_cannot_command_the_terminal(command: tuple[str, ...]) -> None:
    done = run(*command, stdin=EVIL)
    for text in done.stdout, done.stderr:
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert not any(line.startswith("fake: line") for line in text.splitlines())
    assert r"\x1b[31m" in done.stdout


def test_nor_can_it_in_an_error() -> None:
    done = run(stdin=EVIL.replace('"mode":"strict"', '"mode":"strikt"'))
    assert done.returncode == 1
    assert r"Kibana/k\x1b[31m\nfake: line\u202eb: annotation" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/full", "/proc/self/mem", "/does/not/exist"])
def test_a_settings_file_without_an_end_or_a_beginning_is_refused(path: str) -> None:
    done = limited("--settings", path, stdin=PLAIN.encode(), limits=Limits(cpu=10))
    assert path in done.refusal()


def test_a_settings_file_may_be_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=(tmp_path / "pipe").write_text, args=("mode: strict\n",))
    writer.start()
    done = limited("--settings", tmp_path / "pipe", "-nprod", stdin=PLAIN.encode())
    writer.join()
    assert b"mode: STRICT" in done.stdout
