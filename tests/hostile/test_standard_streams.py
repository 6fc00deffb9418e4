"""Closed, full and unreadable standard streams: a sentence, never a traceback, and no part of a stream that passes for whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.support.limits import LAUNCHER, MIB, Limits, limited
from tests.support.streams import LOCKED, OTHERS
from tests.support.terminal import at_terminal

LARGE = LOCKED.encode() + b"---\n# some text that fills a pipe\na: 1\n" * 10_000
ENV = {"ECK_MESH_PYTHON": sys.executable}
COMMANDS = [(), ("--expect-mode=strict",), ("explain",), ("diff",), ("reach",)]
NO_ANSWER = {"diff": 3, "reach": 3}


def shell(redirection: str, *arguments: str) -> list[str]:
    """The program as a shell starts it, with standard streams as the redirection says."""
    return ["sh", "-c", f'exec "$@" {redirection}', "sh", str(LAUNCHER), *arguments]


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_stdin_is_refused(arguments: tuple[str, ...]) -> None:
    words = limited(program=shell("<&-", *arguments)).refusal(NO_ANSWER.get(" ".join(arguments), 1))
    assert words == "eck-mesh: stdin is closed: there are no manifests to read.\n"


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_closed_stdout_is_refused(arguments: tuple[str, ...]) -> None:
    done = limited(program=shell(">&-", *arguments), stdin=LOCKED.encode())
    words = done.refusal(NO_ANSWER.get(" ".join(arguments), 1))
    assert words == "eck-mesh: stdout is closed: there is nothing to write to.\n"


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_no_success(arguments: tuple[str, ...]) -> None:
    done = limited(program=shell(">/dev/full", *arguments), stdin=LOCKED.encode())
    words = done.refusal(NO_ANSWER.get(" ".join(arguments), 1))
    assert "No space left on device" in words
    assert "stdout" in words


def test_a_full_disk_under_helm_4_is_no_success_either() -> None:
    """A part of a stream with status 0 would be installed."""
    done = limited(program=shell(">/dev/full", "--error-format=helm4"), stdin=LARGE)
    assert "What it holds is not whole." in done.refusal()


def test_a_limit_of_the_size_of_a_file_is_no_success(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb") as out:
        done = limited(stdin=LARGE, stdout=out, limits=Limits(file=100_000))
    assert "eck-mesh: stdout cannot be written: File too large" in done.refusal()


@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize(
    "text",
    [
        LOCKED,
        OTHERS[0],
        LOCKED
        + "---\n"
        + LOCKED.replace("name: kb", "name: b").replace(".add-post-renderer-eck-mesh.invalid", ""),
    ],
)
def test_a_stderr_that_takes_nothing_costs_no_result(redirection: str, text: str) -> None:
    done = limited(program=shell(redirection), stdin=text.encode())
    assert (done.status, done.stdout) == (0, limited(stdin=text.encode()).stdout)
    broken = limited(program=shell(redirection), stdin=LOCKED.replace("strict", "strikt").encode())
    assert (broken.status, broken.stdout) == (1, b"")


def test_stdin_is_a_directory(tmp_path: Path) -> None:
    """Python itself refuses to start then."""
    done = limited(program=shell(f"<{tmp_path}"))
    assert (done.status, done.stdout) == (1, b"")
    assert "is a directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_stdin_is_a_terminal(tmp_path: Path) -> None:
    streams = {1: tmp_path / "out"}
    shown = at_terminal([LAUNCHER], {**os.environ, **ENV}, streams, typed=f"{LOCKED}\x04")
    assert shown.returncode == 0
    assert "eck-mesh: reading manifests from the terminal. End with Ctrl-D" in shown.screen
    assert "kind: PeerAuthentication" in (tmp_path / "out").read_text()


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_while_the_stream_arrives_writes_nothing(number: int, status: int) -> None:
    """Helm is stopped, and its post-renderer with it."""
    command = [sys.executable, "-m", "eck_mesh"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdin
        process.stdin.write(LOCKED.encode())
        process.stdin.flush()
        _wait_until_it_reads(process.pid)
        process.send_signal(number)
        out, words = process.communicate()
    assert (out, words) == (b"", b"")
    assert process.returncode in (status, -number)


def test_a_reader_that_goes_away_ends_the_run_in_silence() -> None:
    command = [sys.executable, "-m", "eck_mesh"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stdin
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(LARGE)
            process.stdin.close()
        words = process.stderr.read()
    assert (process.returncode, words) == (141, b"")


def _wait_until_it_reads(pid: int) -> None:
    """Until a process sleeps in a read, with everything imported."""
    for _ in range(600):
        if "pipe_read" in _waits_in(pid) or _is_asleep(pid):
            return
        time.sleep(0.05)
    raise AssertionError("it never reads")


def _waits_in(pid: int) -> str:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/wchan").read_text()
    return ""


def _is_asleep(pid: int) -> bool:
    """Whether it sleeps twice in a row, without using time between."""
    first = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    time.sleep(0.3)
    second = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return first[0] == second[0] == "S" and first[11:13] == second[11:13]


def test_not_enough_memory_is_a_sentence() -> None:
    done = limited(stdin=LARGE * 30, limits=Limits(memory=60 * MIB))
    assert done.refusal() == (
        "eck-mesh: not enough memory. Nothing is written. Allow more, or render less at once.\n"
    )
