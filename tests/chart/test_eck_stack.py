"""`eck-mesh convert`: Elastic's example values of eck-stack render the same objects in this chart."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from eck_mesh import kubeyaml
from eck_mesh.convert.charts import TABLE, Chart, section_of
from tests.support.command_line import run
from tests.support.crds import eck_crds
from tests.support.eck_stack import (
    AROUND,
    ECK,
    EITHER,
    STACK,
    VALUES,
    by_identity,
    chart_folder,
    examples,
    load,
    permissions,
)
from tests.support.helm import ROOT, Helm
from tests.support.inprocess import Answer

RELEASE, NAMESPACE = "elastic", "prod"
EXAMPLES = [
    pytest.param(chart, path, id=f"{chart}/{path.parent.name}/{path.stem}")
    for chart, path in examples()
]
# What is wrong in Elastic's own examples: their charts say nothing of it. All other notes are about the version.
IGNORED, DEFAULT = "value-is-ignored", "version-is-a-default"
MISTAKES = {
    "eck-stack/beats/metricbeat_hosts": [("eck-beats.name", IGNORED)],
    "eck-stack/logstash/basic-eck": [
        ("eck-beats.deployment.podTemplate.spec.volumes[0].emptydir", "key-is-misspelled"),
        ("eck-beats.deployment.podTemplate.spec.volumes[1].emptydir", "key-is-misspelled"),
    ],
    # eck-agent makes a ServiceAccount and a ClusterRole, and the pods run without them.
    "eck-agent/examples/system-integration": [("serviceAccount", "account-is-not-used")],
    "eck-beats/examples/auditbeat_hosts": [("name", IGNORED)],
    "eck-beats/examples/filebeat_no_autodiscover": [("name", IGNORED)],
    "eck-beats/examples/heartbeat_es_kb_health": [("name", IGNORED)],
    "eck-beats/examples/metricbeat_hosts": [("name", IGNORED)],
    "eck-beats/examples/packetbeat_dns_http": [("name", IGNORED)],
    "eck-elasticsearch/ingress/elasticsearch-ingress-aks": [("ingress.path", IGNORED)],
    "eck-elasticsearch/ingress/elasticsearch-ingress-eks-alb": [("ingress.path", IGNORED)],
    "eck-kibana/ingress/kibana-aks": [("ingress.path", IGNORED)],
    "eck-kibana/ingress/kibana-eks": [("nodeSets", IGNORED), ("ingress.path", IGNORED)],
}
CHARTS = list(TABLE.charts.values())


@pytest.fixture(autouse=True)
def _charts_are_here() -> None:
    if not EXAMPLES:
        pytest.skip("eck-stack is not here: ci/tools eck-stack, which needs Go")


def converted(chart: str, *paths: str | Path, stdin: str = "") -> Answer:
    done = run("convert", chart, *map(str, paths), f"--release={RELEASE}", stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done


def objects(helm: Helm, chart: Path, values: str) -> dict[str, dict[str, Any]]:
    command = ("template", RELEASE, str(chart), "-n", NAMESPACE, "--values=-")
    done = helm.run(*command, stdin=values)
    assert done.returncode == 0, done.stderr
    return by_identity(done.objects, NAMESPACE)


@pytest.mark.parametrize(("chart", "path"), EXAMPLES)
def test_an_example_renders_the_same_objects(chart: str, path: Path, helm: Helm) -> None:
    theirs = objects(helm, chart_folder(chart), path.read_text())
    assert theirs
    assert objects(helm, ROOT, converted(chart, path).stdout) == theirs


def test_the_examples_are_all_of_elastics() -> None:
    assert len(EXAMPLES) == 39


@pytest.mark.parametrize(("chart", "path"), EXAMPLES)
def test_each_mistake_of_an_example_is_named(chart: str, path: Path) -> None:
    lines = converted(chart, path).stderr.splitlines()
    found = [line for line in lines if not line.endswith(f"[{DEFAULT}]")]
    expected = MISTAKES.get(f"{chart}/{path.parent.name}/{path.stem}", [])
    assert len(found) == len(expected)
    for line, (where, message) in zip(found, expected, strict=True):
        assert line.startswith(f"eck-mesh: note: {where}: ")
        assert line.endswith(f"[{message}]")


def test_defaults_are_those_of_the_charts(helm4: Helm) -> None:
    """eck-stack alone, and each part with no more than it needs."""
    assert TABLE.version == load(STACK / "Chart.yaml")["version"]
    least: dict[str, dict[str, Any]] = {
        "eck-agent": {"daemonSet": {}},
        "eck-autoops-agent-policy": {"autoOpsRef": {"secretName": "s"}},
        "eck-beats": {"type": "filebeat", "daemonSet": {}},
        "eck-enterprise-search": {"elasticsearchRef": {"name": "e"}},
        "eck-fleet-server": {"deployment": {}},
        "eck-kibana": {"elasticsearchRef": {"name": "e"}},
    }
    for name in ("eck-stack", *TABLE.charts):
        values = json.dumps(least.get(name, {"global": {}}))
        ours = objects(helm4, ROOT, converted(name, "-", stdin=values).stdout)
        assert ours == objects(helm4, chart_folder(name), values), name


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.name for chart in CHARTS])
def test_the_table_has_the_default_values_of_a_chart(chart: Chart) -> None:
    theirs = load(chart_folder(chart.name) / "values.yaml")
    ours = json.loads(json.dumps(chart.defaults))
    if chart.accounts and "clusterRole" in ours:
        mine, given = (one.pop("clusterRole") for one in (ours, theirs))
        assert (mine["name"], permissions(mine["rules"])) == (
            given["name"],
            permissions(given["rules"]),
        )
    empty: list[Any] = [None, "", {}, [], False]
    rest = {k: v for k, v in theirs.items() if v not in empty and k != "ingress"}
    assert rest == ours


def test_the_table_has_what_eck_stack_sets_for_its_parts() -> None:
    stack = load(STACK / "values.yaml")
    assert stack.pop("extraObjects") == []
    assert stack == {c.name: {"enabled": c.enabled, **c.stack} for c in CHARTS}


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.name for chart in CHARTS])
def test_templates_read_the_fields_of_the_table(chart: Chart) -> None:
    """Each field is in a template, and is one of ECK's; and templates read no value that the table does not know."""
    folder = chart_folder(chart.name) / "templates"
    text = "".join(path.read_text() for path in folder.glob("*.yaml"))
    read = {*chart.fields, *chart.holders}
    (crd,) = (crd for crd in eck_crds() if crd.kind == chart.kind)
    of_eck = {field.path[1] for field in crd.fields}
    assert [
        f for f in read if f".Values.{f}" not in text and f"(.Values.spec).{f}" not in text
    ] == []
    assert read - of_eck == set()
    assert of_eck & {*chart.pruned} == set()
    below = {f for f in read if f"(.Values.spec).{f}" in text}
    assert below == (read - {*chart.notInSpec} if chart.spec else set())
    assert f'"{chart.templates}.fullname"' in text
    known = {*read, *chart.pruned, *chart.misplaced, *chart.shape, "extraObjects", "spec"}
    assert set(re.findall(r"\.Values(?:\.spec)?\)?\.(\w+)", text)) <= known


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.name for chart in CHARTS])
def test_the_table_agrees_with_the_kinds_of_this_chart(chart: Chart) -> None:
    kind = kubeyaml.load((ROOT / "files" / "kinds" / f"{chart.section}.yaml").read_text())
    maps = kind.get("maps", {})
    assert {field: columns.key for field, columns in chart.lists.items()} == {
        field: columns["key"] for field, columns in maps.items() if field in chart.fields
    }
    for field, columns in chart.lists.items():
        assert columns.partOfNames == maps[field].get("partOfNames", False)
        assert columns.longest == maps[field].get("longest", 0)
        assert bool(columns.missing) == ("defaults" in maps[field].get("elements", {}))
    defaults = [f for f, row in kind.get("references", {}).items() if "default" in row]
    assert [chart.reference] == (defaults or [""])
    assert chart.ownVersion == bool(kind.get("version"))
    assert section_of(kind["kind"]) == chart.section


def every_field(chart: Chart, holder: str, *, dropped: int) -> dict[str, Any]:
    """Values that set whatever the chart reads. dropped: which of two fields that exclude each other is left out."""
    fields = [*chart.fields, *([holder] if holder else [])]
    without = {pair[dropped] for pair in EITHER if {*pair} <= {*fields}}
    around = {key: value for key, value in AROUND.items() if key in chart.shape}
    values = around | {field: VALUES[field] for field in fields if field not in without}
    if "elasticsearchRefs" in values:
        key = chart.lists["elasticsearchRefs"].key
        two = zip("ba", VALUES["elasticsearchRefs"], strict=True)
        values["elasticsearchRefs"] = [{key: name, **reference} for name, reference in two]
    return values


@pytest.mark.parametrize("chart", CHARTS, ids=[chart.name for chart in CHARTS])
def test_every_field_is_converted(chart: Chart, helm: Helm) -> None:
    """Each field at the top, and each below `spec` where the chart reads it there."""
    for number, holder in enumerate(chart.holders or ("",)):
        values = every_field(chart, holder, dropped=number % 2)
        below = {*chart.fields, holder} - {*chart.notInSpec} if chart.spec else set()
        top = {key: value for key, value in values.items() if key not in below}
        spec = {key: value for key, value in values.items() if key in below}
        for given in (values, {**top, "spec": spec}) if chart.spec else (values,):
            text = json.dumps(given)
            theirs = objects(helm, chart_folder(chart.name), text)
            assert objects(helm, ROOT, converted(chart.name, "-", stdin=text).stdout) == theirs


def test_a_chart_under_an_alias_has_a_name_override(helm4: Helm, tmp_path: Path) -> None:
    """As docs/from-eck-stack.md says: Helm calls the chart by its alias."""
    name = "eck-elasticsearch"
    without_tests = shutil.ignore_patterns("tests")  # Helm reads the .helmignore of the parent only
    shutil.copytree(chart_folder(name), tmp_path / "charts" / name, ignore=without_tests)
    dependency = {"name": name, "version": TABLE.version, "alias": "logs"}
    parent = {
        "apiVersion": "v2",
        "name": "parent",
        "version": "1.0.0",
        "dependencies": [dependency],
    }
    (tmp_path / "Chart.yaml").write_text(json.dumps(parent))
    ours = objects(helm4, ROOT, converted(name, "-", stdin='{"nameOverride": "logs"}').stdout)
    assert set(ours) == {"Elasticsearch/elastic-logs"}
    assert ours == objects(helm4, tmp_path, "{}")


def test_every_kind_of_eck_stack_is_one_of_ecks() -> None:
    assert {ECK in crd.api_version for crd in eck_crds()} == {True}
    assert {chart.kind for chart in CHARTS} < {crd.kind for crd in eck_crds()}
