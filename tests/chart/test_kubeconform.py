"""What the chart makes is valid by ECK's CRDs and Kubernetes' OpenAPI, to the last field, as kubeconform sees it.

The API server prunes an unknown field and says nothing; here it is an error, also in pod templates, which ECK's CRDs
leave open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.cases import CASES
from tests.support.crds import ROUTES
from tests.support.helm import CHART, ROOT, Helm
from tests.support.json_schemas import Schemas
from tests.support.kind_files import FILES

# Whose output kubeconform cannot read: it takes no %YAML directive.
UNREADABLE = {"directives-above-a-document"}


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Schemas:
    return Schemas(tmp_path_factory.mktemp("kubeconform") / "schemas")


def written(folder: Path, documents: list[dict[str, Any]]) -> Path:
    file = folder / "documents.yaml"
    file.write_text(yaml.safe_dump_all(documents))
    return file


def test_every_golden_output_is_valid(schemas: Schemas) -> None:
    """In every mode, after the post-renderer."""
    outputs = [file for file in CASES.rglob("output.yaml") if file.parent.name not in UNREADABLE]
    verdict = schemas.check(*outputs)
    assert verdict.problems == []
    assert verdict.valid > 500


@pytest.mark.parametrize(
    "values", sorted((ROOT / "ci").glob("*-values.yaml")), ids=lambda v: v.name
)
def test_what_the_values_of_ci_make_is_valid(
    helm: Helm, values: Path, schemas: Schemas, tmp_path: Path
) -> None:
    file = tmp_path / "output.yaml"
    file.write_text(helm.template("-f", str(values), "--set=helmTest.enabled=true").stdout)
    verdict = schemas.check(file)
    assert verdict.problems == []
    made = {one["kind"] for one in yaml.load_all(file.read_text(), yaml.CSafeLoader) if one}
    every = {row["kind"] for row in FILES.values()}
    assert made >= (every if values.name.startswith("all-kinds") else {"Elasticsearch", "Kibana"})
    assert verdict.valid >= len(made)


def test_the_examples_of_chart_yaml_are_valid(schemas: Schemas, tmp_path: Path) -> None:
    examples = yaml.safe_load(CHART["annotations"]["artifacthub.io/crdsExamples"])
    assert schemas.check(written(tmp_path, examples)) == (len(FILES), [])


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"cuont": 1}, "additional properties 'cuont' not allowed"),
        ({"podTemplate": {"spec": {"nodeselector": {}}}}, "additional properties 'nodeselector'"),
        ({"count": "1"}, "at '/spec/count'"),
        ({"podTemplate": {"spec": {"containers": [{"image": "a"}]}}}, "missing property 'name'"),
        ({"http": {"tls": {"certificates": {}}}}, "additional properties 'certificates'"),
        ({"http": {"service": {"spec": {"type": 1}}}}, "at '/spec/http/service/spec/type'"),
    ],
)
def test_a_wrong_field_would_be_seen(
    fields: dict[str, Any], problem: str, schemas: Schemas, tmp_path: Path
) -> None:
    kibana = {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "a"},
        "spec": {"version": "9.5.0", "podTemplate": {"spec": {"containers": []}}},
    }
    assert schemas.check(written(tmp_path, [kibana])) == (1, [])
    kibana["spec"] = fields
    (found,) = schemas.check(written(tmp_path, [kibana])).problems
    assert problem in found


def test_routes_are_checked_by_openshifts_crd(schemas: Schemas, tmp_path: Path) -> None:
    if not ROUTES.exists():
        pytest.skip(f"{ROUTES.name} is not here: ci/tools {ROUTES.name}, which needs Go")
    to = {"kind": "Service", "name": "a", "weight": 100}
    route: dict[str, Any] = {
        "apiVersion": "route.openshift.io/v1",
        "kind": "Route",
        "metadata": {"name": "a"},
        "spec": {"to": to, "tls": {"termination": "passthrough"}},
    }
    assert schemas.check(written(tmp_path, [route])) == (1, [])
    route["spec"] |= {"hosts": ["a.example.com"]}
    (found,) = schemas.check(written(tmp_path, [route])).problems
    assert "additional properties 'hosts' not allowed" in found


def test_a_kind_without_a_schema_is_a_problem(schemas: Schemas, tmp_path: Path) -> None:
    """A group that is here must have it; kinds of others, such as Istio's, are nobody's here."""
    documents = [
        {"apiVersion": "apps/v1", "kind": "Kibana", "metadata": {"name": "a"}},
        {"apiVersion": "networking.istio.io/v1", "kind": "Sidecar", "metadata": {"name": "a"}},
    ]
    (found,) = schemas.check(written(tmp_path, documents)).problems
    assert "Kibana/a: could not find schema" in found
