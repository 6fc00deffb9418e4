"""Which documents are parsed: those that concern the mesh, and those that may."""

from __future__ import annotations

import pytest

from eck_mesh.manifests.documents.prefilter import must_be_parsed
from eck_mesh.manifests.documents.stream import FILE, split

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: kibanas.kibana.k8s.elastic.co}
spec:
  group: kibana.k8s.elastic.co
  versions:
  - schema: {openAPIV3Schema: {type: array}}
    items: {type: string}
"""


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Service  # why\nspec: {type: LoadBalancer}\n",
        "apiVersion: v1\nkind: Service\nspec: {selector: {kibana.k8s.elastic.co/name: kb}}\n",
        "kind: Ingress # why\napiVersion: networking.k8s.io/v1\n",
        "apiVersion: v1\nkind: List\nitems:\n- {}\n",
        "apiVersion: v1\nkind: ConfigMapList\nitems : []\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {labels: {istio-injection: disabled}}\n",
        '{"apiVersion": "apps/v1", "kind": "Deployment"}\n',
        "kind: ConfigMap\n",
        "just words\n",
    ],
)
def test_what_may_concern_the_mesh(text: str) -> None:
    assert [must_be_parsed(document) for document in split(f"---\n{text}")] == [True]


@pytest.mark.parametrize(
    "text",
    [
        CRD,
        "apiVersion: v1\nkind: ConfigMap\ndata: {kind: Elasticsearch.k8s.elastic.co}\n",
        "apiVersion: v1\nkind: Service\nspec: {selector: {app: web}}\n",
        "apiVersion: telemetry.istio.io/v1\nkind: Telemetry\n",
        "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n",
        "# only a comment\n",
        "",
    ],
)
def test_what_cannot_concern_the_mesh(text: str) -> None:
    assert [must_be_parsed(document) for document in split(f"---\n{text}")] == [False]


def test_notes_that_helm_unittest_sends_along_are_no_yaml() -> None:
    (notes,) = split(f"{FILE}chart/templates/NOTES.txt\nkind: x: of elasticsearch.k8s.elastic.co\n")
    assert not must_be_parsed(notes)
