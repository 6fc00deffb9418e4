"""The filter: what passes as it is, and what it reports on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import PLAIN, refused, run, start
from tests.support.streams import LOCKED, OTHERS


@pytest.mark.parametrize(
    "stdin", [*OTHERS, "", "a: [not yaml\n", "".join(f"---\n{o}" for o in OTHERS)]
)
def test_a_stream_without_anything_of_eck_passes_byte_for_byte(stdin: str) -> None:
    done = run(stdin=stdin)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdin, "")


def test_bytes_that_are_not_text_pass_too_unless_a_flag_asks_to_read_them() -> None:
    assert start(stdin=b"\xff\xfe\x00").stdout == b"\xff\xfe\x00"
    done = start("--mode", "strict", stdin=b"\xff")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"stdin is not UTF-8 at byte 0" in done.stderr


def test_stderr_names_resources_that_are_not_locked() -> None:
    done = run(stdin=f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: other')}")
    assert (done.returncode, done.stderr) == (
        0,
        "eck-mesh: note: Kibana/prod/other is not locked and stays as it is; "
        "it counts as a client without a sidecar [not-locked]\n",
    )


def test_stderr_names_resources_that_differ_from_a_flag(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("cni: true\n")
    assert "[keeps-own-settings]" in run(f"--settings={tmp_path}/mesh.yaml").stderr
    permissive = LOCKED.replace('"mode":"strict"', '"mode":"permissive"')
    assert "[keeps-own-mode]" in run("--mode=strict", stdin=permissive).stderr
    assert "[mode-of-its-own]" in run("--expect-mode=strict", stdin=permissive).stderr


def test_an_unknown_kind_of_eck_passes_unless_a_flag_asks_to_treat_it() -> None:
    text = f"{LOCKED}---\n{PLAIN.replace('kibana', 'future').replace('Kibana', 'Future')}"
    assert run(stdin=text).returncode == 0
    assert "Future/prod/kb: future.k8s.elastic.co has no such kind in ECK 3.5" in refused(
        "--mode=strict", stdin=text
    )
