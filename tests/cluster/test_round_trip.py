"""The operator has nothing to rewrite: what the chart renders survives its structs of Go, whatever the values say.

test_owners.py shows the same on a running operator, of fewer fields.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.round_trip import changes
from tests.support.from_schema import Values
from tests.support.helm import ROOT, Helm
from tests.support.samples import MISTAKE, as_values, samples, section_of

# What the operator does change, and why the chart leaves it.
LEFT = {
    # JSON of Elasticsearch and Kibana, in which an empty list may mean something.
    "StackConfigPolicy.spec.elasticsearch.secretMounts is removed",
    "StackConfigPolicy.spec.elasticsearch.secureSettings is removed",
    "StackConfigPolicy.spec.elasticsearch.secureSettings.[].entries is removed",
    "StackConfigPolicy.spec.kibana.secureSettings is removed",
    "StackConfigPolicy.spec.kibana.secureSettings.[].entries is removed",
}
# Of a Service it selects nothing, and of everything else all: the table of fields does not tell them apart.
SELECTOR = "service.spec.selector is removed"
SEEDS = range(0, 50)


def unexpected(objects: list[dict[str, Any]]) -> list[str]:
    """What is not in the list above; of objects beside a resource the operator knows nothing."""
    ours = [one for one in objects if "k8s.elastic.co/" in one["apiVersion"]]
    found = [one for one in changes(ours) if f"{one.path} {one.what}" not in LEFT]
    return [str(one) for one in found if not f"{one.path} {one.what}".endswith(SELECTOR)]


def test_the_judge_sees_what_the_operator_changes() -> None:
    claim = {"metadata": {"name": "a"}, "spec": {"resources": {"requests": {"storage": "1024Mi"}}}}
    nodes = {"name": "a", "count": 1, "enabled": True, "volumeClaimTemplates": [claim]}
    es: dict[str, Any] = {"apiVersion": "elasticsearch.k8s.elastic.co/v1", "kind": "Elasticsearch"}
    es |= {"metadata": {"name": "a"}, "spec": {"version": "9.4.3", "nodeSets": [nodes]}}
    kibana = {"apiVersion": "kibana.k8s.elastic.co/v1", "kind": "Kibana", "metadata": {"name": "a"}}
    found = [*map(str, changes([es, kibana | {"spec": {"version": "9.4.3", "count": 0}}]))]
    assert found == [
        "Elasticsearch.spec.nodeSets.[].enabled is not stored: true",
        "Elasticsearch.spec.nodeSets.[].podTemplate is added: "
        '{"metadata": {}, "spec": {"containers": null}}',
        "Elasticsearch.spec.nodeSets.[].volumeClaimTemplates.[].spec.resources.requests.storage "
        'is changed: ["1024Mi", "1Gi"]',
        "Kibana.spec.count is removed: 0",
    ]
    (refused,) = changes([kibana | {"spec": {"version": "9.4.3", "count": "one"}}])
    assert refused.what == "is refused"


def test_every_field_of_elastics_examples(helm4: Helm) -> None:
    given = [(section, spec) for section, spec in samples() if MISTAKE not in str(spec)]
    done = helm4.template(values=as_values(given))
    assert unexpected(done.objects) == []


def charts_of_elastic() -> list[tuple[Path, Path]]:
    """Each example of eck-stack and of its parts, with its chart."""
    modules = json.loads((ROOT / ".tools/modules.json").read_text())
    stack = Path(modules["github.com/elastic/cloud-on-k8s/v3"]) / "deploy/eck-stack"
    charts = [stack, *(stack / "charts").iterdir()]
    return [(chart, path) for chart in charts for path in (chart / "examples").rglob("*.yaml")]


def test_every_field_of_the_examples_of_elastics_charts(helm4: Helm) -> None:
    made: list[dict[str, Any]] = []
    for chart, path in charts_of_elastic():
        made += helm4.template(f"--values={path}", chart=chart).objects
    theirs = [one for one in made if "k8s.elastic.co/" in one["apiVersion"]]
    given = [(section_of(o["kind"]), o["spec"]) for o in theirs if MISTAKE not in str(o)]
    done = helm4.template(values=as_values(given))
    assert len(done.objects) > 60
    assert unexpected(done.objects) == []


def test_fields_that_nobody_has_thought_of(helm4: Helm) -> None:
    objects = []
    for seed in SEEDS:
        done = helm4.template(values=Values(seed).some(), check=False)
        objects += done.objects
    assert len(objects) > 50
    assert unexpected(objects) == []


@pytest.mark.parametrize("given", ["10m", "1h30m", "90s", "1h", "0m", "1h30m5s"])
def test_durations_are_written_as_go_writes_them(given: str, helm4: Helm) -> None:
    policies = {"all": {"roles": ["data"], "resources": {"nodeCount": {"min": 1, "max": 2}}}}
    entry = {"pollingPeriod": given, "policies": policies}
    done = helm4.template(values={"elasticsearchAutoscaler": {"a": entry}})
    assert unexpected(done.objects) == []
