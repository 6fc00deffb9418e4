"""A parent chart switches this chart on and off by a condition, and writes anchors of YAML among its values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
