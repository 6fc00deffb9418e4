"""compile proves a plan before it prints it: rules of users, several namespaces, a chart that forgets."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.support.compiled import compile_here, compiled, with_plan
from tests.support.helm import ROOT, Helm
from tests.support.streams import by_id
from tests.support.umbrella import CHART


def rules(*of: dict[str, Any]) -> dict[str, Any]:
    return {
        "mesh": {"mode": "permissive", "rules": list(of)},
        "elasticsearch": {"default": {"nodeSets": {"a": {}, "b": {}}}},
    }


@pytest.mark.parametrize(
    "rule",
    [
        {
            "match": {"kind": "Kibana"},
            "path": "$.spec.podTemplate.metadata",
            "set": {"labels": {"z": "1"}, "annotations": {}},
        },
        {"path": "$.spec.nodeSets[0]", "set": {"name": "other"}},
        {"path": "$", "set": {"x": 1}, "match": {"kind": "Kibana"}},
        {"name": "a\nb: 1", "path": "$.spec", "set": {"x": 1}, "because": "tab\there\x07"},
        {"path": "$.spec.nodeSets[1].podTemplate.metadata.annotations", "set": {"x": "1"}},
    ],
)
def test_rules_that_change_the_fields_of_the_mode(rule: Any, helm: Helm, tmp_path: Path) -> None:
    values = rules({"name": "mine", **rule})
    done = with_plan(helm, tmp_path, compiled(tmp_path, values), values=values)
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id(helm.template(*helm.post_renderer(), values=values).stdout)


def test_resources_of_the_users_own_in_other_namespaces(helm: Helm, tmp_path: Path) -> None:
    """Of one name in two namespaces; one says annotations: {}, which the post-renderer takes for none."""

    def kibana(namespace: str, count: int) -> dict[str, Any]:
        metadata = {"name": "kb", "namespace": namespace, "annotations": {}}
        spec = {
            "version": "9.4.3",
            "count": count,
            "podTemplate": {
                "spec": {"containers": [{"name": "kibana", "env": [{"name": "A"}, {"name": "B"}]}]}
            },
        }
        return {
            "apiVersion": "kibana.k8s.elastic.co/v1",
            "kind": "Kibana",
            "metadata": metadata,
            "spec": spec,
        }

    rule = {
        "name": "b",
        "path": "$.spec.podTemplate.spec.containers[0].env[1]",
        "set": {"value": "1"},
        "match": {"name": "kb"},
    }
    values = {
        "mesh": {"mode": "strict", "rules": [rule]},
        "extraObjects": {"one": kibana("one", 1), "two": kibana("two", 2)},
    }
    done = with_plan(helm, tmp_path, compiled(tmp_path, values), values=values)
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id(helm.template(*helm.post_renderer(), values=values).stdout)


def test_a_plan_that_differs_from_the_post_renderer_is_never_printed(
    tmp_path: Path,
) -> None:
    """Broken on purpose: a chart that forgets the changes."""
    chart = tmp_path / "eck-mesh"
    chart.mkdir()
    for name in CHART:
        (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, chart / name)
    broken = (
        (chart / "templates/_objects.tpl")
        .read_text()
        .replace('"changes" $compiled.changes', '"changes" list')
    )
    (chart / "templates/_objects.tpl").write_text(broken)
    done = compile_here(
        f"--chart={chart}",
        "--release=r",
        "--namespace=n",
        "--set=mesh.mode=strict",
        f"--output={tmp_path}/mesh.yaml",
    )
    assert (done.returncode, done.stdout, (tmp_path / "mesh.yaml").exists()) == (1, "", False)
    assert "eck-mesh: Elasticsearch/r: " in done.stderr
    assert "[chart-differs-from-post-renderer]" in done.stderr
