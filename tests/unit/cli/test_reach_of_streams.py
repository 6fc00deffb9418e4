"""`eck-mesh reach` over streams as users have them: locked, treated before, without a mesh, of other charts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.support.cases import CASES, Case, Streams
from tests.support.command_line import PLAIN, run
from tests.support.streams import LOCKED

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod, labels: {istio-injection: disabled}}\n---\n"
STRICT = CASES / "strict" / "pods" / "the-three-resources-of-elastics-page"


def outcomes(*arguments: str, stdin: str) -> set[tuple[str, int, str]]:
    """The client, the port and the outcome of each connection by a Service."""
    done = run("reach", "-o", "json", *arguments, stdin=stdin)
    assert done.returncode < 2, done.stderr
    found = json.loads(done.stdout)["connections"]
    return {
        (one["client"]["kind"], one["podPort"], one["how"])
        for one in found
        if one["via"] == "service"
    }


def test_a_strict_stack(streams: Streams) -> None:
    found = outcomes(stdin=streams.of(Case(STRICT)))
    assert found == {
        *((kind, 9200, "mTLS") for kind in ("operator", "resource", "meshed")),
        ("outside", 9200, "refused"),
        ("meshed", 9300, "own TLS"),
        ("outside", 9300, "own TLS"),
        ("operator", 5601, "mTLS"),
        *((kind, port, "mTLS") for kind in ("meshed",) for port in (5601, 8200)),
        *(("outside", port, "refused") for port in (5601, 8200)),
    }


@pytest.mark.parametrize("case", ["strict/pods/the-three-resources-of-elastics-page"])
def test_what_was_treated_is_what_will_be(case: str, streams: Streams, tmp_path: Path) -> None:
    """helm get manifest after the post-renderer, and the same stream before it."""
    folder = CASES / case
    stdin = streams.of(Case(folder))
    treated = str(folder / "output.yaml")
    done = run("reach", f"--diff={treated}", stdin=stdin)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 connections changed, ")
    assert run("reach", "-n", "prod", treated).stdout == run("reach", stdin=stdin).stdout


def test_from_permissive_to_strict(streams: Streams, tmp_path: Path) -> None:
    """The commonest change: it refuses clients outside the mesh, and no client of the release."""
    strict = streams.of(Case(STRICT))
    permissive = strict.replace('"mode":"strict"', '"mode":"permissive"')
    assert permissive != strict
    path = tmp_path / "before.yaml"
    path.write_text(permissive)
    fine = "--fail-on=plain,refused=operator,refused=resource,unknown"
    assert run("reach", "--fail-on=plain", stdin=strict).returncode == 0
    done = run("reach", f"--diff={path}", fine, stdin=strict)
    assert (done.returncode, done.stderr) == (0, "")
    assert "own TLS -> refused" in done.stdout
    assert run("reach", f"--diff={path}", "--fail-on=refused=outside", stdin=strict).returncode == 1


def test_without_a_mesh_the_namespace_decides() -> None:
    """Mode disabled adds no label: what the Namespace says counts, or nothing is known."""
    arguments = ("--mode=disabled", "--namespace=prod")
    assert ("outside", 5601, "unknown") in outcomes(*arguments, stdin=PLAIN)
    own = {("outside", 5601, "own TLS"), ("meshed", 5601, "own TLS"), ("operator", 5601, "own TLS")}
    assert outcomes(*arguments, "--no-injection", stdin=PLAIN) == own
    assert outcomes(*arguments, stdin=NAMESPACE + PLAIN) == own
    injected = NAMESPACE.replace("disabled", "enabled")
    found = outcomes(*arguments, "--no-injection", stdin=injected + PLAIN)
    assert ("operator", 5601, "TLS in mTLS") in found


def test_a_stream_before_without_a_mesh(tmp_path: Path) -> None:
    """Its namespace is that of the stream after; it needs no mode."""
    path = tmp_path / "before.yaml"
    path.write_text(PLAIN)
    text = run("reach", f"--diff={path}", "--no-injection").stdout
    assert "own TLS -> mTLS" in text
    assert "+" not in text.partition("15020")[0]


def test_no_resource_and_no_stream() -> None:
    for stdin in "", "---\n", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n":
        done = run("reach", stdin=stdin)
        assert done == ("No connection to show.\n", "", 0)
        assert "No connection to show." in run("reach", "--format=html", stdin=stdin).stdout
        assert "No connection to show." in run("reach", "--format=mermaid", stdin=stdin).stdout
        assert json.loads(run("reach", "-o", "json", stdin=stdin).stdout)["connections"] == []


def test_the_ports_of_sidecars_are_counted_and_left_out() -> None:
    text = run("reach").stdout
    assert re.search(r"Not shown: ports 15020, 15021, 15090 of the sidecars", text)
    assert "15090" not in text.partition("Not shown")[0]
    assert "15090" in run("reach", "--all").stdout
    assert "Not shown" not in run("reach", "--all").stdout
    assert "15090" in run("reach", "--port=15090").stdout
    summary = json.loads(run("reach", "-o", "json").stdout)["summary"]
    assert summary["leftOut"] == 6
    assert run("reach", "--fail-on=plain=outside").returncode == 0
    assert run("reach", "--fail-on=plain=outside", "--all").returncode == 1


def test_the_kubelets_probe_by_a_sidecar_is_shown() -> None:
    assert "15020  plain    the kubelet" in run("reach").stdout


def test_every_reason_has_its_id(streams: Streams) -> None:
    text = run("reach", "--why", stdin=streams.of(Case(STRICT))).stdout
    assert len(re.findall(r"(?m)^    .* \[[a-z-]+(, [a-z-]+)*\]$", text)) > 10


def test_a_locked_resource_beside_one_that_no_plan_treats() -> None:
    """It counts as it stands."""
    other = PLAIN.replace("name: kb", "name: other")
    found = json.loads(run("reach", "-o", "json", stdin=f"{LOCKED}---\n{other}").stdout)
    assert {one["target"] for one in found["connections"]} == {
        "Kibana/prod/kb",
        "Kibana/prod/other",
    }
