"""What a kind's file says of names, ports, containers and references is what the sources of ECK say."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.kinds import KINDS
from tests.support.crds import eck_crds
from tests.support.kind_files import FILES

CRDS = {crd.kind: {field.dotted for field in crd.fields} for crd in eck_crds()}
# The name of the main container, from pkg/apis/*/name.go and pkg/controller/*/ of ECK 3.5.0. A Beat's is its type.
CONTAINERS = {
    "Elasticsearch": "elasticsearch", "Kibana": "kibana", "ApmServer": "apm-server", "Agent": "agent",
    "EnterpriseSearch": "enterprise-search", "ElasticMapsServer": "maps", "Logstash": "logstash",
    "PackageRegistry": "package-registry", "AutoOpsAgentPolicy": "autoops-agent",
}  # fmt: skip


def references(row: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The references of a kind by their path, also those of the elements of its lists."""
    found = dict(row.get("references", {}))
    for field, column in row.get("maps", {}).items():
        for path, reference in column.get("elements", {}).get("references", {}).items():
            found[f"{field}.*.{path}"] = reference
    return found


@pytest.mark.parametrize("section", FILES)
def test_a_reference_leads_to_the_kind_that_the_post_renderer_knows(section: str) -> None:
    row = FILES[section]
    targets = {
        one.path.removeprefix("spec.").replace("[*]", ""): one.kind
        for one in KINDS[row["kind"]].references
    }
    for path, reference in references(row).items():
        plain = path.replace(".*", "")
        if plain in targets:
            assert FILES[reference["to"]]["kind"] == targets[plain], path
        in_crd = {f"spec.{path}.name", f"spec.{path}.*.name"} & CRDS[row["kind"]]
        assert in_crd, f"{path}: the CRD has a field with a name there"


@pytest.mark.parametrize("section", FILES)
def test_the_main_container_is_that_of_eck(section: str) -> None:
    row = FILES[section]
    elements = [column.get("elements", {}) for column in row.get("maps", {}).values()]
    named = [one["container"] for one in [row, *elements] if "container" in one]
    assert named == ([CONTAINERS[row["kind"]]] if row["kind"] in CONTAINERS else [])
    assert row.get("containerFrom") == ("type" if row["kind"] == "Beat" else None)
    has_pods = bool(row.get("pods")) or any("pods" in one for one in elements)
    assert bool(named or row.get("containerFrom")) is has_pods


@pytest.mark.parametrize("section", FILES)
def test_a_selector_is_one_of_labels(section: str) -> None:
    row = FILES[section]
    for field, column in row.get("selectors", {}).items():
        paths = CRDS[row["kind"]]
        assert f"spec.{field}.matchExpressions.*.key" in paths
        assert set(column["to"]) <= set(FILES)
        if "namespaces" in column:
            assert any(path.startswith(f"spec.{column['namespaces']}.") for path in paths)
        if column.get("settings"):
            for to in column["to"]:
                assert any(path.startswith(f"spec.{to}.") for path in paths)


@pytest.mark.parametrize("section", FILES)
def test_the_key_of_a_list_is_a_field_of_its_elements(section: str) -> None:
    row = FILES[section]
    for field, column in row.get("maps", {}).items():
        if (section, field) == ("logstash", "pipelines"):
            continue  # free in the CRD; Logstash itself names them by pipeline.id
        paths = CRDS[row["kind"]]
        assert f"spec.{field}.*.{column['key']}" in paths
        for path in [*column.get("elements", {}).get("pods", [])]:
            assert f"spec.{field}.*.{path}" in paths


@pytest.mark.parametrize("section", FILES)
def test_the_name_of_the_pods_label_is_of_the_kinds_group(section: str) -> None:
    """Each kind's label is in the domain of its API group; AutoOps' too."""
    row = FILES[section]
    if "selector" in row:
        assert row["selector"].split("/")[0] == row["apiVersion"].split("/")[0]
    pods = row.get("pods") or any(
        "pods" in c.get("elements", {}) for c in row.get("maps", {}).values()
    )
    assert ("selector" in row) is bool(pods)
