"""A parent chart switches this chart on and off by a condition, and writes anchors of YAML among its values."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.helm import Helm
from tests.support.umbrella import make_umbrella

VALUES = """
plain: {"on": false}
blue:
  enabled: true
  x-large: &large {count: 5}
  elasticsearch: {default: {nodeSets: {hot: *large}}}
green:
  enabled: false
"""


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """An umbrella chart whose conditions are `enabled` of the aliases, as in most parent charts."""
    chart = make_umbrella(tmp_path) / "Chart.yaml"
    facts = json.loads(chart.read_text())
    for dependency in facts["dependencies"]:
        if alias := dependency.get("alias"):
            dependency["condition"] = f"{alias}.enabled"
    chart.write_text(json.dumps(facts))
    (tmp_path / "values.yaml").write_text(VALUES)
    return tmp_path


def elasticsearches(helm: Helm, parent: Path, *flags: str) -> dict[str, int]:
    done = helm.template(*flags, chart=parent, release="r")
    return {
        o["metadata"]["name"]: o["spec"]["nodeSets"][0]["count"]
        for o in done.objects
        if o["kind"] == "Elasticsearch"
    }


def test_a_condition_of_a_parent_chart_and_an_anchor(helm: Helm, parent: Path) -> None:
    assert elasticsearches(helm, parent) == {"r-blue": 5}
    assert elasticsearches(helm, parent, "--set=green.enabled=true,blue.enabled=false") == {
        "r-green": 1
    }


def test_a_condition_in_every_way_to_the_mesh(helm: Helm, parent: Path) -> None:
    strict = ["--set=blue.mesh.mode=strict", *helm.post_renderer()]
    assert elasticsearches(helm, parent, *strict) == {"r-blue": 5}


@pytest.mark.parametrize("key", ["Enabled", "enable", "y-large"])
def test_another_key_at_the_top_is_refused(helm: Helm, parent: Path, key: str) -> None:
    done = helm.template(f"--set=blue.{key}=true", chart=parent, release="r", check=False)
    assert done.returncode == 1
    assert key in done.stderr


SELECTED = """
elasticsearch: {default: {}, logs: {}}
kibana: {default: {enabled: false}}
autoOpsAgentPolicy: {a: {autoOpsRef: {secretName: a}, resourceSelector: logs}}
stackConfigPolicy: {a: {resourceSelector: default, elasticsearch: {clusterSettings: {a: b}}}}
"""
POLICIES = ("AutoOpsAgentPolicy", "StackConfigPolicy")


def selected(objects: list[dict[str, Any]]) -> dict[str, list[str]]:
    """By policy, the Elasticsearches of all these objects that its selector means."""
    found = {}
    for policy in (one for one in objects if one["kind"] in POLICIES):
        wanted = policy["spec"]["resourceSelector"]["matchLabels"].items()
        found[f"{policy['kind']}/{policy['metadata']['name']}"] = [
            one["metadata"]["name"]
            for one in objects
            if one["kind"] == "Elasticsearch" and wanted <= one["metadata"]["labels"].items()
        ]
    return found


def test_selectors_of_an_alias_mean_its_own_resources(helm: Helm, parent: Path) -> None:
    """Neither those of another alias nor of a release that is called as the alias is."""
    values = yaml.safe_load(SELECTED)
    for alias in "blue", "green", "plain":
        (parent / f"{alias}.json").write_text(json.dumps({alias: values}))
    flags = [f"--values={parent}/{alias}.json" for alias in ("blue", "green", "plain")]
    on = "--set=plain.on=true,green.enabled=true,eck-mesh.kibana.default.enabled=false"
    done = helm.template(*flags, on, chart=parent, release="r")
    other = helm.template(values=values, release="r-blue")
    wanted = {}
    for name in "r-blue", "r-green":
        wanted[f"AutoOpsAgentPolicy/{name}-a"] = [f"{name}-logs"]
        wanted[f"StackConfigPolicy/{name}-a"] = [name]
    assert selected(done.objects) == wanted
    other_objects = [
        {**one, "metadata": {**one["metadata"], "name": f"other-{one['metadata']['name']}"}}
        for one in other.objects
    ]
    both = selected([*done.objects, *other_objects])
    assert both == wanted | {
        "AutoOpsAgentPolicy/other-r-blue-a": ["other-r-blue-logs"],
        "StackConfigPolicy/other-r-blue-a": ["other-r-blue"],
    }


@pytest.mark.parametrize("length", [20, 53])
def test_the_instance_of_an_alias_is_a_label_however_long_the_release_is(
    length: int, helm: Helm, parent: Path
) -> None:
    alias = "a-very-long-alias-of-this-chart"
    text = (parent / "Chart.yaml").read_text().replace('"blue', f'"{alias}')
    (parent / "Chart.yaml").write_text(text)
    short = f"--set={alias}.fullnameOverride=x"
    done = helm.template(short, chart=parent, release="r" * length)
    labels = {one["metadata"]["labels"]["app.kubernetes.io/instance"] for one in done.objects}
    (label,) = labels
    assert len(label) <= 63
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*[a-z0-9]", label)
    assert label == f"{'r' * length}_{alias}" or length > 31


@pytest.mark.parametrize("label", ["instance", "component"])
@pytest.mark.parametrize("place", ["commonLabels", "kibana.default.labels"])
def test_labels_that_selectors_need_are_the_charts(helm: Helm, label: str, place: str) -> None:
    key = f"app\\.kubernetes\\.io/{label}"
    done = helm.template(f"--set={place}.{key}=x", check=False)
    assert f"{place}: app.kubernetes.io/{label} is the chart's own" in done.stderr
