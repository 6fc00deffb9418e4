"""Each kind of ECK is one file of files/kinds, which agrees with whatever else knows the kinds."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from eck_mesh.eck.kinds import KINDS, Kind
from tests.support.crds import eck_crds
from tests.support.helm import ROOT
from tests.support.kind_files import FILES

SCHEMA = json.loads((ROOT / "values.schema.json").read_text())
VALUES = yaml.safe_load((ROOT / "values.yaml").read_text())
COLUMNS = {
    "apiVersion", "kind", "short", "selector", "version", "http", "ports", "services", "among", "operator", "apiServer", "secretAddresses",
    "settingsForOthers", "health", "pods", "container", "containerFrom", "images",
    "required", "oneOf", "maps", "references", "selectors", "beside", "within", "implied", "defaults",
}  # fmt: skip
# The others run the operator.
OF_ECK: dict[str, Kind] = {
    name: kind for name, kind in KINDS.items() if kind.group.endswith("k8s.elastic.co")
}


def test_a_section_is_its_kind_with_a_small_letter() -> None:
    for section, row in FILES.items():
        assert section == row["kind"][0].lower() + row["kind"][1:]
        assert set(row) <= COLUMNS, section


def test_everything_names_the_same_kinds() -> None:
    assert {row["kind"] for row in FILES.values()} == OF_ECK.keys()
    for section in FILES:
        dashed = re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", section)
        comment, line = (ROOT / "templates" / f"{dashed}.yaml").read_text().splitlines()
        assert f"files/kinds/{section}.yaml" in comment
        assert line == f'{{{{- include "eck-mesh.print" (dict "root" . "section" "{section}") }}}}'
        assert SCHEMA["properties"][section]["additionalProperties"] == {
            "$ref": f"#/definitions/{section}"
        }
    assert set(FILES) <= set(VALUES)


def test_the_crds_have_the_same_kinds_and_fields() -> None:
    crds = {crd.kind: crd for crd in eck_crds()}
    assert {crd.kind: crd.api_version for crd in crds.values()} == {
        row["kind"]: row["apiVersion"] for row in FILES.values()
    }
    for section, row in FILES.items():
        paths = {field.dotted for field in crds[row["kind"]].fields}
        known = {path.removeprefix("spec.").split(".")[0] for path in paths}
        named = [*row.get("pods", []), *row.get("required", []), *row.get("oneOf", [])]
        named += [*row.get("maps", {}), *row.get("references", {}), *row.get("selectors", {})]
        assert {path.split(".")[0] for path in named} | set(row.get("defaults", {})) <= known
        for field, column in row.get("maps", {}).items():
            free = row["kind"] == "Logstash" and field == "pipelines"
            assert free or f"spec.{field}.*.{column['key']}" in paths, (section, field)


def test_the_crds_say_which_references_stay_in_one_namespace() -> None:
    crds = {crd.kind: crd for crd in eck_crds()}
    for section, row in FILES.items():
        paths = {field.dotted for field in crds[row["kind"]].fields}
        for path, reference in row.get("references", {}).items():
            elsewhere = {f"spec.{path}.namespace", f"spec.{path}.*.namespace"} & paths
            assert reference.get("local", False) is (not elsewhere), (section, path)


def test_every_field_of_a_crd_is_a_value() -> None:
    for crd in eck_crds():
        section = crd.kind[0].lower() + crd.kind[1:]
        fields = {field.path[1] for field in crd.fields} - {"version"}
        assert fields <= set(SCHEMA["definitions"][section]["properties"])


@pytest.mark.parametrize("section", FILES)
def test_the_post_renderer_knows_the_same_of_it(section: str) -> None:
    row, kind = FILES[section], OF_ECK[FILES[section]["kind"]]
    assert row["apiVersion"].split("/")[0] == kind.group
    assert row.get("short", "") == kind.short
    assert row.get("selector", "") == kind.selector
    if "http" in row:
        (service,) = [
            one for one in kind.services if one.name == f"{{name}}-{row['http']['service']}"
        ]
        assert (service.port, service.role) == (row["http"]["port"], "http")
    references = {one.path.replace("[*]", "").removeprefix("spec.") for one in kind.references}
    named = {*row.get("references", {})}
    for field, column in row.get("maps", {}).items():
        named |= {f"{field}.{path}" for path in column.get("elements", {}).get("references", {})}
    policies = {"StackConfigPolicy", "ElasticsearchAutoscaler"}
    assert references == named | {*row.get("selectors", {})} or row["kind"] in policies
    holders = [f"spec.{pod}" for pod in row.get("pods", [])]
    for field, column in row.get("maps", {}).items():
        holders += [f"spec.{field}[*].{pod}" for pod in column.get("elements", {}).get("pods", [])]
    assert [holder.removesuffix(".podTemplate") for holder in holders] == list(
        kind.podTemplateHolders
    )
