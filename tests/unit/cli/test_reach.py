"""`eck-mesh reach`: its options, what it prints where, and its exit codes. The connections are made by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eck_mesh.mesh.model import Mesh
from eck_mesh.reach.connection import Connection
from tests.support.command_line import BROKEN, PLAIN, refused, run
from tests.support.json_page import described, keys
from tests.support.made_connections import MESHED, by_service, stack
from tests.support.streams import LOCKED

AFTER = LOCKED.replace("name: kb", "name: kb\n  labels: {after: this}")


def made(mesh: Mesh) -> list[Connection]:
    """The stack; after the change one pod more is in plaintext."""
    after = any("after" in one.body["metadata"].get("labels", {}) for one in mesh.treated())
    return [*stack(), *([by_service(MESHED, "plain", service="new")] if after else [])]


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eck_mesh.cli.reach_answer.connections", made)


@pytest.fixture
def before(tmp_path: Path) -> str:
    path = tmp_path / "before.yaml"
    path.write_text(LOCKED)
    return str(path)


def test_a_table_is_the_default() -> None:
    done = run("reach")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("resource               port  how          clients\n")
    assert done == run("reach", "--format=table") == run("reach", "-o", "table")


@pytest.mark.parametrize("word", ["Kibana/kb", "Kibana/prod/kb", "kibana/kb"])
def test_a_resource_is_a_target_or_a_client(word: str) -> None:
    lines = run("reach", word).stdout.splitlines()[1:-2]
    assert [line.split()[0] for line in lines if line[0] != " "] == [
        "Elasticsearch/prod/es",
        "Kibana/prod/kb",
    ]
    assert "Kibana/prod/kb" in lines[0][-20:]
    assert len(lines) == 3


def test_a_client_and_a_port() -> None:
    text = run("reach", "--client=meshed", "--port=9200").stdout
    assert text.splitlines()[1:] == [
        "Elasticsearch/prod/es  9200  mTLS   a pod in the mesh",
        "                             plain  a pod in the mesh by a pod's address",
        "",
        "3 connections: 2 mTLS, 1 plain.",
    ]
    both = run("reach", "--client=meshed", "--client=KIBANA/kb", "--port=9200", "--port=5601")
    assert len(both.stdout.splitlines()) == 4 + 2


def test_names_that_there_are_not() -> None:
    assert "[resource-not-in-stream]" in refused("reach", "Kibana/none", status=3)
    words = refused("reach", "--client=Kibana/none", status=3)
    assert "Kibana/none: no connection has this client" in words
    assert "[client-not-in-stream]" in words
    assert "[client-not-in-stream]" in refused("reach", "--fail-on=plain=Beat/none", status=3)


def test_a_rejected_stream_is_what_explain_says() -> None:
    assert refused("reach", stdin=BROKEN, status=3) == refused("explain", stdin=BROKEN)
    assert refused("reach", stdin=PLAIN, status=3) == refused("explain", stdin=PLAIN)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--fail-on=plane",),
        ("--fail-on=plain,outside",),
        ("--format=svg",),
        ("--port=http",),
        ("--diff=-",),
        ("a.yaml", "b.yaml"),
    ],
)
def test_a_usage_error(arguments: tuple[str, ...]) -> None:
    assert refused("reach", *arguments, status=2)


def test_an_unknown_outcome_is_refused_with_those_that_there_are() -> None:
    words = refused("reach", "--fail-on=plane", status=2)
    assert "'plane' is no outcome" in words
    assert "mTLS, TLS in mTLS, own TLS, plain, refused, unknown" in words


def test_fail_on_names_the_connections() -> None:
    done = run("reach", "--fail-on=PLAIN,tls-in-mtls=outside")
    assert done.returncode == 1
    assert done.stdout == run("reach").stdout
    assert "eck-mesh: --fail-on: 1 of the connections." in done.stderr
    assert "[outcome-not-accepted]" in done.stderr
    line = "eck-mesh:   Elasticsearch/prod/es 9200: plain: a pod in the mesh"
    assert done.stderr.splitlines()[1:] == [line]
    assert run("reach", "--fail-on=plain", "--client=operator").returncode == 0
    assert run("reach", "--fail-on=").returncode == 0


def test_without_a_difference(before: str) -> None:
    done = run("reach", f"--diff={before}")
    assert done == ("0 connections changed, 13 the same.\n", "", 0)


@pytest.mark.parametrize("form", ["table", "json", "mermaid"])
def test_a_difference_has_an_exit_code(before: str, form: str) -> None:
    done = run("reach", f"--diff={before}", f"--format={form}", stdin=AFTER)
    assert (done.returncode, done.stderr) == (1, "")
    assert ('"change": "new"' if form == "json" else "+ plain") in done.stdout


def test_the_stream_before_may_be_on_stdin(tmp_path: Path) -> None:
    (tmp_path / "after.yaml").write_text(AFTER)
    done = run("reach", "--diff=-", f"{tmp_path}/after.yaml", stdin=LOCKED)
    assert (done.returncode, "1 connection changed" in done.stdout) == (1, True)


def test_fail_on_alone_decides_what_a_change_may_bring(before: str) -> None:
    fine = run("reach", f"--diff={before}", "--fail-on=refused,unknown", stdin=AFTER)
    assert (fine.returncode, fine.stderr) == (0, "")
    wrong = run("reach", f"--diff={before}", "--fail-on=plain=meshed", stdin=AFTER)
    assert wrong.returncode == 1
    assert "9200: + plain: a pod in the mesh" in wrong.stderr


def test_what_is_wrong_with_the_stream_before_is_said_of_it(tmp_path: Path) -> None:
    (tmp_path / "before.yaml").write_text(BROKEN)
    words = refused("reach", f"--diff={tmp_path}/before.yaml", status=3)
    assert words.startswith(f"eck-mesh: --diff {tmp_path}/before.yaml: Kibana")
    assert "cannot be read" in refused("reach", f"--diff={tmp_path}/none.yaml", status=3)


def test_why_shows_the_rules() -> None:
    text = run("reach", "-v", "--port=9300").stdout
    assert text.startswith("Elasticsearch/prod/es 9300\n  own TLS: ")
    assert "[bypass-with-own-tls]" in text


def test_json_says_which_connections_fail() -> None:
    done = run("reach", "--format=json", "--fail-on=plain")
    found = json.loads(done.stdout)
    assert (done.returncode, found["command"], found["summary"]["failed"]) == (1, "reach", 1)
    assert run("explain", "--format=json") == run("explain", "-o", "json")


def test_every_key_is_described(before: str) -> None:
    found = json.loads(run("reach", "-o", "json", f"--diff={before}", stdin=AFTER).stdout)
    table = described("reach")
    empty = {key for key in table if key.startswith(("notes[]", "outside[]"))}
    assert set(keys(found)) == table - empty | {"notes", "outside"}


def test_hosts_outside_are_those_of_limited_clients(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text(
        "{mode: strict, egress: registryOnly, egressHosts: [{host: a.example.com}]}"
    )
    flags = ("reach", f"--settings={tmp_path}/settings.yaml", "-n", "prod")
    found = json.loads(run(*flags, "-o", "json", stdin=PLAIN).stdout)["outside"]
    every = set(keys({"outside": found}))
    assert every == {key for key in described("reach") if key.startswith("outside[]")}
    assert [one["how"] for one in found][-1] == "refused"
    assert {(one["host"], one["how"]) for one in found} >= {
        ("a.example.com", "allowed"),
        (None, "refused"),
    }
    table = run(*flags, stdin=PLAIN).stdout
    assert "443   allowed  a.example.com" in table
    assert "any   refused  any other host" in table
    only = run(*flags, "--port=80", stdin=PLAIN).stdout
    assert "outside the cluster" not in only
    assert (
        "outside the cluster" not in run("reach", "--mode=strict", "-n", "prod", stdin=PLAIN).stdout
    )


def test_what_was_treated_otherwise_is_not_known() -> None:
    treated = run().stdout.replace("ISTIO_MUTUAL", "SIMPLE")
    done = run("reach", "-n", "prod", stdin=treated)
    assert "eck-mesh: Kibana/prod/kb: treated for a mesh, but not" in done.stderr
    assert "[mode-not-recognized]" in done.stderr
    assert run("reach", "-n", "prod", stdin=run().stdout).stderr == ""


def test_a_flowchart_that_mermaid_would_not_draw_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def many(mesh: Mesh) -> list[Connection]:
        return [by_service(MESHED, "plain", port=port) for port in range(1, 600)]

    monkeypatch.setattr("eck_mesh.cli.reach_answer.connections", many)
    words = refused("reach", "--format=mermaid", status=3)
    assert "599 lines" in words
    assert "[flowchart-too-large]" in words
