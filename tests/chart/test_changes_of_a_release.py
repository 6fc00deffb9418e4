"""What a change of values, or of how they are given, does to a release: docs/chart.md says it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import yaml

from tests.support.helm import ROOT, Helm
from tests.support.inprocess import call
from tests.support.umbrella import CHART


def by_name(helm: Helm, values: dict[str, Any]) -> dict[str, Any]:
    done = helm.template(values=values, release="r")
    return {f"{one['kind']}/{one['metadata']['name']}": one for one in done.objects}


def test_a_renamed_key_is_another_resource_unless_the_name_stays(helm: Helm) -> None:
    beat = {"a": {"type": "filebeat", "daemonSet": {}, "elasticsearchRef": "logs"}}
    before = by_name(helm, {"elasticsearch": {"logs": {}}, "beat": beat})
    beat["a"]["elasticsearchRef"] = "events"
    other = by_name(helm, {"elasticsearch": {"events": {}}, "beat": beat})
    assert before.keys() ^ other.keys() == {"Elasticsearch/r-logs", "Elasticsearch/r-events"}
    kept = by_name(helm, {"elasticsearch": {"events": {"name": "r-logs"}}, "beat": beat})
    assert kept.keys() == before.keys()
    assert {name: one["spec"] for name, one in kept.items()} == {
        name: one["spec"] for name, one in before.items()
    }


def test_reused_values_may_lack_every_default_of_the_chart(helm: Helm, tmp_path: Path) -> None:
    """`helm upgrade --reuse-values` takes the defaults of the chart that was installed, in which newer values are missing."""
    for name in CHART:
        source, target = ROOT / name, tmp_path / name
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (tmp_path / "values.yaml").write_text("{}\n")
    values = yaml.safe_load((ROOT / "ci/all-kinds-values.yaml").read_text())
    for mode in "disabled", "strict":
        given = {**values, "mesh": {"mode": mode}}
        old, new = (
            call(stdin=helm.template(values=given, chart=of).stdout) for of in (tmp_path, ROOT)
        )
        assert (old.returncode, old.stdout) == (0, new.stdout)


def test_null_takes_a_key_away_that_the_chart_has(helm: Helm) -> None:
    done = helm.template('--set-json=kibana={"default":null}', release="r")
    assert {one["kind"] for one in done.objects} == {"Elasticsearch"}
