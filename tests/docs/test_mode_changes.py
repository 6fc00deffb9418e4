"""docs/mode-changes.md: what each row says of pods and of ECK's TLS is what the chart and eck-mesh make of the two modes."""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

import pytest
import yaml

from tests.support.helm import ROOT, Helm
from tests.support.inprocess import call

PAGE = (ROOT / "docs" / "mode-changes.md").read_text()
ROW = re.compile(r"(?m)^\| (`.*?) \| (`.*?) \| (stays on|stays off|goes on|goes off) \| (\w+) \|")
ROWS = [match.groups() for match in ROW.finditer(PAGE)]
SETTING = re.compile(r"`(?:tls: )?([a-z]+)`")


class Side(NamedTuple):
    """The stack in one mode: pod templates and HTTP TLS by resource."""

    pods: dict[str, Any]
    tls: dict[str, bool]


@pytest.fixture(scope="module")
def side(helm4: Helm) -> Any:
    """Make one side of a row, `permissive`, `tls: eck`."""

    @cache
    def make(words: str) -> Side:
        mode, *tls = SETTING.findall(words)
        mesh = {"mode": mode, **({"tls": tls[0]} if tls else {})}
        rendered = helm4.template(values={"mesh": mesh}).stdout
        if mode != "disabled":
            done = call(stdin=rendered)
            assert done.returncode == 0, done.stderr
            rendered = done.stdout
        found = [one for one in yaml.safe_load_all(rendered) if one]
        resources = {
            one["kind"]: one["spec"] for one in found if ".k8s.elastic.co/" in one["apiVersion"]
        }
        assert resources.keys() == {"Elasticsearch", "Kibana"}
        return Side(
            {kind: pod_templates(spec) for kind, spec in resources.items()},
            {kind: has_tls(spec) for kind, spec in resources.items()},
        )

    return make


def pod_templates(spec: dict[str, Any]) -> list[Any]:
    """Of the nodeSets, or of the resource."""
    return [one.get("podTemplate") for one in spec.get("nodeSets", [spec])]


def has_tls(spec: dict[str, Any]) -> bool:
    tls = spec.get("http", {}).get("tls", {})
    return not tls.get("selfSignedCertificate", {}).get("disabled", False)


def test_the_page_has_its_rows() -> None:
    table = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(ROWS) == len(table) > 10
    assert {words for row in ROWS for words in row[2:]} >= {
        "stays on",
        "goes off",
        "stay",
        "restart",
    }


@pytest.mark.parametrize("row", ROWS, ids=" → ".join)
def test_a_row_is_true(row: tuple[str, str, str, str], side: Any) -> None:
    """ECK restarts pods whose template changes, and those whose TLS does: it is in their configuration."""
    before, after = side(row[0]), side(row[1])
    for kind in before.tls:
        word = "on" if after.tls[kind] else "off"
        assert row[2] == f"{'stays' if before.tls[kind] == after.tls[kind] else 'goes'} {word}"
        changes = before.pods[kind] != after.pods[kind] or before.tls[kind] != after.tls[kind]
        assert row[3] == ("restart" if changes else "stay"), kind


def test_auto_is_istio_in_strict_and_eck_in_permissive(side: Any) -> None:
    for mode, same in ("strict", "istio"), ("permissive", "eck"):
        for auto in f"`{mode}`", f"`{mode}`, `tls: auto`":
            assert side(auto) == side(f"`{mode}`, `tls: {same}`")


def rules(*flags: str, manifests: str) -> dict[str, dict[str, Any]]:
    """The DestinationRules that a mode adds to plain manifests, by name."""
    done = call(*flags, "--namespace=logs", stdin=manifests)
    assert done.returncode == 0, done.stderr
    found = [one for one in yaml.safe_load_all(done.stdout) if one["kind"] == "DestinationRule"]
    return {one["metadata"]["name"]: one for one in found}


def test_plain_manifests_leave_the_mesh_without_the_rules_of_strict() -> None:
    """docs/out-of-the-mesh.md: what kubectl must delete before the sidecars go, and how reach shows what was forgotten."""
    kinds = ("elasticsearch", "Elasticsearch"), ("kibana", "Kibana")
    stack: list[dict[str, Any]] = [
        {
            "apiVersion": f"{group}.k8s.elastic.co/v1",
            "kind": kind,
            "metadata": {"name": "logs", "namespace": "logs"},
            "spec": {"version": "9.5.0"},
        }
        for group, kind in kinds
    ]
    stack[0]["spec"]["nodeSets"] = [{"name": "default", "count": 3}]
    stack[1]["spec"] |= {"count": 1, "elasticsearchRef": {"name": "logs"}}
    manifests = yaml.safe_dump_all(stack)
    strict = rules("--mode=strict", manifests=manifests)
    kept = rules("--mode=permissive", manifests=manifests)
    assert list(kept) == ["logs-es-transport"]
    forgotten = [one for name, one in strict.items() if name not in kept]
    assert {one["spec"]["trafficPolicy"]["tls"]["mode"] for one in forgotten} == {"ISTIO_MUTUAL"}
    ask = ("reach", "--mode=disabled", "--no-injection", "--fail-on=refused", "--namespace=logs")
    assert call(*ask, stdin=manifests).returncode == 0
    for rule in forgotten:
        assert call(*ask, stdin=yaml.safe_dump_all([*stack, rule])).returncode == 1, rule
    found = call(*ask, stdin=yaml.safe_dump_all([*stack, *forgotten]))
    assert found.stderr.count("refused: the operator") == 2
