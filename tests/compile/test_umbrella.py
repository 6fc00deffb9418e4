"""Plans of umbrella charts: nulls, plans in the chart's own values, charts of charts of charts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.compiled import compile_here, with_plan
from tests.support.helm import Helm
from tests.support.streams import by_id
from tests.support.umbrella import compile_umbrella

ALIASES = {"plain": {"on": False}, "aliases": {"on": True}}


@pytest.mark.parametrize(
    "null", [{"revision": None}, {"clusterDomain": None}, {"operator": None}, {"tls": None}]
)
def test_a_null_in_the_values_of_an_umbrella(
    null: Any, helm: Helm, umbrella: Path, tmp_path: Path
) -> None:
    """Helm lays values over each other otherwise where a file says something below the same key, as the plan does."""
    (umbrella / "values.yaml").write_text(
        json.dumps({**ALIASES, "blue": {"mesh": {"mode": "strict", **null}}})
    )
    done = compile_umbrella(tmp_path, umbrella, {})
    assert done.returncode == 0, done.stderr
    again = with_plan(helm, tmp_path, done.stdout, chart=umbrella, release="r")
    assert again.returncode == 0, again.stderr
    beside = compile_here(
        f"--chart={umbrella}", "--release=r", "--namespace=prod", f"--values={tmp_path}/mesh.yaml"
    )
    assert beside.stdout == done.stdout


@pytest.mark.parametrize("change", [{}, {"kibana": {"default": {"config": {"a": 1}}}}])
def test_a_plan_in_the_charts_own_values(
    change: Any, helm: Helm, umbrella: Path, tmp_path: Path
) -> None:
    """As Argo CD has it: the umbrella's values.yaml holds the plan, fresh or stale, and compile makes it anew."""
    values: dict[str, Any] = {**ALIASES, "blue": {"mesh": {"mode": "strict"}}}
    (umbrella / "values.yaml").write_text(json.dumps(values))
    first = yaml.safe_load(compile_umbrella(tmp_path, umbrella, {}).stdout)
    values["blue"]["mesh"] |= first["blue"]["mesh"]
    values["blue"] |= change
    (umbrella / "values.yaml").write_text(json.dumps(values))
    done = compile_umbrella(tmp_path, umbrella, {})
    assert done.returncode == 0, done.stderr
    assert (yaml.safe_load(done.stdout)["blue"] == first["blue"]) == (not change)
    alone = with_plan(helm, tmp_path, done.stdout, chart=umbrella, release="r")
    assert alone.returncode == 0, alone.stderr
    unplanned = {"blue": {"mesh": {"compiled": {"digest": "ignore", "changes": [], "created": []}}}}
    ours = helm.template(*helm.post_renderer(), chart=umbrella, release="r", values=unplanned)
    assert by_id(alone.stdout) == by_id(ours.stdout)


def test_an_umbrella_in_an_umbrella(helm: Helm, umbrella: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    shutil.copytree(umbrella, outer / "charts" / "all", ignore=shutil.ignore_patterns("outer"))
    chart = {
        "apiVersion": "v2",
        "name": "outer",
        "version": "1.0.0",
        "dependencies": [{"name": "all", "version": "1.0.0"}],
    }
    (outer / "Chart.yaml").write_text(json.dumps(chart))
    values = {
        "all": {
            **ALIASES,
            "green": {"mesh": {"mode": "disabled"}},
            "blue": {"mesh": {"mode": "strict"}},
        }
    }
    done = compile_umbrella(tmp_path, outer, values)
    assert done.returncode == 0, done.stderr
    assert list(yaml.safe_load(done.stdout)["all"]) == ["blue"]
    alone = with_plan(helm, tmp_path, done.stdout, chart=outer, values=values, release="r")
    assert by_id(alone.stdout) == by_id(
        helm.template(*helm.post_renderer(), chart=outer, values=values, release="r").stdout
    )
