"""The filter: what passes as it is, and what it reports on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import PLAIN, refused, run
from tests.support.streams import LOCKED, OTHERS


@pytest.mark.parametrize(
    "stdin", [*OTHERS, PLAIN, "", "a: [not yaml\n", "".join(f"---\n{o}" for o in OTHERS)]
)
def test_a_stream_without_anything_locked_passes_byte_for_byte(stdin: str) -> None:
    done = run(stdin=stdin)
    assert (done.returncode, done.stdout, done.stderr) == (0, stdin.encode(), b"")


def test_so_do_bytes_that_are_no_text_at_all() -> None:
    assert run(stdin=b"\xff\xfe\x00").stdout == b"\xff\xfe\x00"
    assert "stdin is not UTF-8 at byte 0" in refused("--mode", "strict", stdin=b"\xff")


def test_what_was_left_alone_is_told_on_stderr() -> None:
    done = run(stdin=f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: other')}")
    assert (done.returncode, done.stderr) == (
        0,
        b"eck-mesh: Kibana/prod/other is not locked and was left alone; it counts as a client without a sidecar\n",
    )


def test_so_is_what_differs_from_a_flag(tmp_path: Path) -> None:
    (tmp_path / "mesh.yaml").write_text("cni: true\n")
    assert (
        b"keeps its own settings; --settings needs --override to change"
        in run(f"--settings={tmp_path}/mesh.yaml").stderr
    )
    permissive = LOCKED.replace('"mode":"strict"', '"mode":"permissive"')
    assert (
        b"keeps its own mode permissive; strict needs --override"
        in run("--mode=strict", stdin=permissive).stderr
    )
    assert (
        b"Kibana/prod/kb has mode permissive in a strict release"
        in run("--expect-mode=strict", stdin=permissive).stderr
    )


def test_a_kind_that_eck_may_have_one_day_is_left_alone() -> None:
    text = f"{LOCKED}---\n{PLAIN.replace('kibana', 'future').replace('Kibana', 'Future')}"
    assert run(stdin=text).returncode == 0
    assert "Future/kb: future.k8s.elastic.co has no such kind in ECK 3.5" in refused(
        "--mode=strict", stdin=text
    )
