"""Lists become mappings by name where that says the same, and references become keys."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.converted import convert

ES = "eck-elasticsearch"


def logstash(**values: object) -> Any:
    found = convert({"eck-logstash": {"enabled": True, **values}})
    return found["logstash"]["default"]


def test_nodesets_are_a_mapping_in_any_order() -> None:
    """The operator makes a StatefulSet of each, whatever the order."""
    nodes = [{"name": "warm", "count": 1}, {"name": "hot", "count": 2}]
    entry = convert({ES: {"nodeSets": nodes}})["elasticsearch"]["default"]
    assert entry["nodeSets"] == {"warm": {"count": 1}, "hot": {"count": 2}}


@pytest.mark.parametrize(
    "names", [["hot", "hot"], ["true"], ["a" * 24], ["1st"], ["A"], ["a.b"], ["a-"]]
)
def test_nodesets_that_this_chart_cannot_name_stay_a_list(names: list[str]) -> None:
    nodes = [{"name": name, "count": 1} for name in names]
    assert convert({ES: {"nodeSets": nodes}})["elasticsearch"]["default"]["nodeSets"] == nodes


def test_resources_of_a_nodeset_stay_ecks_own_field() -> None:
    """This chart's `resources` are written into the pod template."""
    amounts = {"limits": {"memory": "2Gi"}}
    nodes = [{"name": "hot", "count": 1, "resources": amounts}]
    entry = convert({ES: {"nodeSets": nodes}})["elasticsearch"]["default"]
    assert entry["nodeSets"] == {"hot": {"count": 1, "spec": {"resources": amounts}}}


def test_other_lists_keep_their_order() -> None:
    """The order of references is that of environment variables in the pods."""
    one, two = ({"pipeline.id": name, "config.string": name} for name in "ab")
    assert logstash(pipelines=[one, two])["pipelines"] == {
        "a": {"config.string": "a"},
        "b": {"config.string": "b"},
    }
    assert logstash(pipelines=[two, one])["pipelines"] == [two, one]


def test_an_element_with_enabled_is_not_left_out() -> None:
    pipelines = [{"pipeline.id": "a", "enabled": False}]
    assert logstash(pipelines=pipelines)["pipelines"] == pipelines


def test_references_of_the_release_are_keys() -> None:
    refs = [
        {"clusterName": "a", "name": "elasticsearch"},
        {"clusterName": "b", "name": "other"},
        {"clusterName": "c", "name": "elasticsearch", "namespace": "n"},
        {"clusterName": "d", "secretName": "s"},
    ]
    assert logstash(elasticsearchRefs=refs)["elasticsearchRefs"] == {
        "a": "default",
        "b": {"name": "other"},
        "c": {"name": "elasticsearch", "namespace": "n"},
        "d": {"secretName": "s"},
    }


def test_references_without_names_are_a_list_of_keys() -> None:
    agent = {"enabled": True, "daemonSet": {}, "elasticsearchRefs": [{"name": "elasticsearch"}]}
    fleet = {"enabled": True, "deployment": {}}
    values = {"eck-agent": {**agent, "fleetServerRef": {"name": "r-eck-fleet-server"}}}
    entry = convert({**values, "eck-fleet-server": fleet})["agent"]["default"]
    assert entry["elasticsearchRefs"] == ["default"]
    assert entry["fleetServerRef"] == "fleet-server"


def test_named_references_of_an_agent() -> None:
    refs = [{"outputName": "a", "name": "elasticsearch"}, {"outputName": "b", "name": "other"}]
    agent = {"enabled": True, "daemonSet": {}, "elasticsearchRefs": refs}
    entry = convert({"eck-agent": agent})["agent"]["default"]
    assert entry["elasticsearchRefs"] == {"a": "default", "b": {"name": "other"}}


def test_references_inside_of_fields() -> None:
    refs = {"elasticsearchRefs": [{"name": "elasticsearch"}, {"name": "other"}]}
    remote = [{"name": "self", "elasticsearchRef": {"name": "elasticsearch"}}]
    entry = convert({ES: {"monitoring": {"metrics": refs}, "remoteClusters": remote}})
    found = entry["elasticsearch"]["default"]
    assert found["monitoring"]["metrics"]["elasticsearchRefs"] == ["default", {"name": "other"}]
    assert found["remoteClusters"] == {"self": {"elasticsearchRef": "default"}}


def test_a_part_alone_has_no_keys_of_others() -> None:
    values = {"elasticsearchRef": {"name": "elasticsearch"}}
    found = convert(values, chart="eck-kibana")
    assert found["elasticsearch"] == {"default": {"enabled": False}}
    assert found["kibana"]["default"]["elasticsearchRef"] == {"name": "elasticsearch"}


def test_the_budget_of_elasticsearch() -> None:
    budget = {"spec": {"minAvailable": 2}}
    for given, made in ({"disabled": True}, {}), (budget, budget), ({"disabled": False}, None):
        entry = convert({ES: {"podDisruptionBudget": given}})["elasticsearch"]["default"]
        assert entry.get("podDisruptionBudget") == made
