"""Notes reach the person who runs Helm, and only once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from eck_mesh.cli.notes import print_notes
from eck_mesh.messages.reason import reason
from tests.support.cases import CASES, FOLDERS, Case, Streams, name
from tests.support.command_line import PLAIN, refused, run
from tests.support.helm import ROOT, Helm
from tests.support.streams import LOCKED
from tests.support.terminal import at_terminal

NOTED = f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: other')}"
NOTE = (
    "eck-mesh: note: Kibana/prod/other is not locked and stays as it is; "
    "it counts as a client without a sidecar [not-locked]\n"
)
ECK_MESH = [sys.executable, "-m", "eck_mesh"]
# A NetworkPolicy that lets the pods reach their port alone.
POLICY = """\
mesh: {mode: strict}
extraObjects:
  - apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: es}
    spec:
      podSelector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: elastic-istio}}
      egress: [{ports: [{port: 9300}]}]
"""


@pytest.fixture
def stream(tmp_path: Path) -> Path:
    (tmp_path / "stream.yaml").write_text(NOTED)
    return tmp_path / "stream.yaml"


def test_where_both_streams_lead_elsewhere_the_terminal_shows_them(stream: Path) -> None:
    out, err = stream.with_name("out"), stream.with_name("err")
    shown = at_terminal(ECK_MESH, {**os.environ}, {0: stream, 1: out, 2: err})
    assert (shown.screen, shown.returncode) == (NOTE, 0)
    assert err.read_text() == NOTE
    assert "PeerAuthentication" in out.read_text()


def test_a_terminal_shows_them_once(stream: Path) -> None:
    out = stream.with_name("out")
    shown = at_terminal(ECK_MESH, {**os.environ}, {0: stream, 1: out})
    assert shown.screen == NOTE
    shown = at_terminal(ECK_MESH, {**os.environ}, {0: stream})
    assert shown.screen.count(NOTE) == 1
    err = stream.with_name("err")
    shown = at_terminal(ECK_MESH, {**os.environ}, {0: stream, 2: err})
    assert "note" not in shown.screen, "who redirects stderr by hand reads it there"
    assert err.read_text() == NOTE


def test_at_a_terminal_it_says_what_it_waits_for(stream: Path) -> None:
    typed = "kind: Nothing\n\x04"
    for command in [], ["explain"], ["diff"]:
        streams = {1: stream.with_name("out")}
        shown = at_terminal([*ECK_MESH, *command], {**os.environ}, streams, typed=typed)
        assert shown.returncode == 0
        assert "eck-mesh: reading manifests from the terminal. End with Ctrl-D" in shown.screen
    assert run(stdin="kind: Nothing\n").stderr == ""


def test_a_job_in_the_background_is_not_stopped(stream: Path) -> None:
    streams = {0: stream, 1: stream.with_name("out"), 2: stream.with_name("err")}
    shown = at_terminal(ECK_MESH, {**os.environ}, streams, background=True)
    assert (shown.screen, shown.returncode) == (NOTE, 0)
    shown = at_terminal(ECK_MESH, {**os.environ}, streams, background=True, stops=True)
    assert (shown.screen, shown.returncode) == ("", 0), "it does without the terminal"
    assert streams[2].read_text() == NOTE


def test_a_closed_stderr_is_no_failure(stream: Path) -> None:
    command = f"exec {' '.join(ECK_MESH)}"
    with stream.open() as file:
        done = subprocess.run(["sh", "-c", f"{command} 2>&-"], stdin=file, capture_output=True)
    assert (done.returncode, done.stdout.decode()) == (0, run(stdin=NOTED).stdout)
    done = subprocess.run(["sh", "-c", f"{command} --expect-closed 2>&- <&-"], capture_output=True)
    assert (done.returncode, done.stdout) == (1, b"")


def test_without_a_terminal_stderr_is_all(stream: Path) -> None:
    done = run(stdin=NOTED)
    assert (done.stderr, done.returncode) == (NOTE, 0)


def test_a_name_cannot_command_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "tty").touch()
    monkeypatch.delenv("ECK_MESH_NOTES")
    monkeypatch.setattr("eck_mesh.cli.notes.TERMINAL", str(tmp_path / "tty"))
    monkeypatch.setattr("eck_mesh.cli.notes._would_be_stopped", lambda _: False)
    print_notes([reason("not-locked", resource="a\x1b[2Jb")])
    assert (tmp_path / "tty").read_text().startswith("eck-mesh: note: a\\x1b[2Jb is not locked")


@pytest.mark.parametrize("folder", [f for f in FOLDERS if (f / "output.yaml").exists()], ids=name)
def test_ports_that_a_strict_release_opens_are_named_but_are_no_notes(
    folder: Path, streams: Streams
) -> None:
    """The filter names those that `explain` names, except resources that are open as a whole."""
    case = Case(folder)
    stdin = streams.of(case)
    explained = run("explain", *case.flags, stdin=stdin).stdout
    lines = [line for line in explained.splitlines() if line.startswith("opened: ")]
    printed = run(*case.flags, stdin=stdin).stderr.splitlines()
    found = [line.removeprefix("eck-mesh: ") for line in printed if " opened: " in line]
    assert found == [line for line in lines if " every port" not in line]


def test_an_open_port_does_not_fail_on_notes(streams: Streams) -> None:
    case = Case(CASES / "strict/clients/a-beat-on-the-host-network-is-outside-the-mesh")
    done = run("--fail-on-notes", *case.flags, stdin=streams.of(case))
    assert done.returncode == 0
    assert done.stderr == (
        "eck-mesh: opened: Elasticsearch/prod/elastic-istio 9200: Beat/prod/filebeat (host network), "
        "over ECK's TLS [opened-by-eck-tls]\n"
    )


def test_helm_shows_them_at_a_terminal(helm: Helm, tmp_path: Path) -> None:
    """Both Helms drop what a post-renderer prints on stderr, unless it fails."""
    (tmp_path / "values.yaml").write_text(POLICY)
    command = [*helm.command, "template", "elastic-istio", str(ROOT), "-n", "prod"]
    command += ["-f", str(tmp_path / "values.yaml"), *helm.post_renderer()]
    shown = at_terminal(command, helm.env, {1: tmp_path / "out"}, cwd=ROOT)
    assert shown.returncode == 0
    notes = [line for line in shown.screen.splitlines() if line.startswith("eck-mesh: note: ")]
    assert len(notes) == 1
    assert notes[0].endswith("[network-policy-blocks-istiod]")
    assert "PeerAuthentication" in (tmp_path / "out").read_text()
    shown = at_terminal(command, helm.env, {}, cwd=ROOT)
    assert shown.screen.count("eck-mesh: note: ") == 1


def test_fail_on_notes_makes_them_the_error(helm: Helm, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(POLICY)
    values = ["-f", str(tmp_path / "values.yaml")]
    done = helm.template(*values, *helm.post_renderer("--fail-on-notes"), check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert "[notes-are-errors]" in done.stderr
    assert "note: NetworkPolicy/" in done.stderr
    strict = ["--set=mesh.mode=strict", *helm.post_renderer("--fail-on-notes")]
    quiet = helm.template(*strict, check=False)
    assert quiet.returncode == 0, quiet.stderr


def test_fail_on_notes_of_the_other_commands() -> None:
    words = refused("--fail-on-notes", stdin=NOTED)
    assert words.endswith(f"{NOTE.removeprefix('eck-mesh: ')}")
    assert run("--fail-on-notes").returncode == 0
    shown = run("explain", "--fail-on-notes", stdin=NOTED)
    assert (shown.returncode, shown.stdout) == (1, run("explain", stdin=NOTED).stdout)
    assert run("explain", "--fail-on-notes").returncode == 0
    assert refused("--fail-on-notes", "explain", status=2)


def test_under_helm_4_the_notes_are_one_block_scalar() -> None:
    done = run("--error-format=helm4", "--fail-on-notes", stdin=NOTED)
    assert (done.returncode, done.stdout[:4]) == (0, "|\n  ")
    assert "  note: Kibana/prod/other is not locked" in done.stdout
