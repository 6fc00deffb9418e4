"""Which documents are parsed: those that concern the mesh, and those that may."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eck_mesh import kubeyaml
from eck_mesh.manifests.documents.prefilter import may_be_named, must_be_parsed
from eck_mesh.manifests.documents.stream import FILE, split
from eck_mesh.manifests.paths import text

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


HEAD = "kind: ConfigMap\n ,\napiVersion: v1\n"
# What looks like keys at the left margin is in a string or in flow style, or a word is escaped.
HIDDEN = [
    f" {{\n{HEAD} , kind: Kibana, apiVersion: kibana.k8s.elastic.co/v1}}\n",
    f' a: "\n{HEAD} "\n kind: Kibana\n apiVersion: kibana.k8s.elastic.co/v1\n',
    f' "a\n{HEAD} ": 1\n kind: Kibana\n apiVersion: kibana.k8s.elastic.co/v1\n',
    'apiVersion: v1\nkind: Service\nspec: {type: "Load\\x42alancer"}\n',
    'apiVersion: v1\nkind: Namespace\nmetadata: {labels: {"istio-inj\\u0065ction": x}}\n',
    'apiVersion: apps/v1\nkind: StatefulSet\nargs: ["--config=/conf/\\\n  eck.yaml"]\n',
]


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
        *HIDDEN,
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


@pytest.mark.parametrize("text", HIDDEN)
def test_content_behind_a_separator_is_parsed(text: str) -> None:
    assert [must_be_parsed(document) for document in split(f"---{text}")] == [True]


LINES = [
    *(
        "kind: ConfigMap",
        "kind: Kibana",
        "kind: 'Kibana'",
        "kind: List  # x",
        "Kind: x",
        "kind : a",
    ),
    *("apiVersion: v1", "apiVersion: kibana.k8s.elastic.co/v1", "apiVersion: &a v1", "items:"),
    *(
        "kind",
        "- kind: x",
        "? kind",
        ": Kibana",
        "- a",
        "a:",
        "a: |",
        'a: "',
        "a: {",
        "}",
        '"',
        " }",
    ),
    *(
        ' "',
        " {",
        " [",
        " ]",
        ",",
        " ,",
        "'",
        "# c",
        "#",
        "---",
        "...",
        "%YAML 1.1",
        "<<: {kind: a}",
    ),
    *(
        '"kind": Kibana',
        "\"kind\": 'x'",
        "!!str kind: x",
        "*a : b",
        "&a kind: x",
        "\tkind: x",
        "\ufeff",
    ),
    *(
        "x\x85kind: Kibana",
        "x\rkind: Kibana",
        "a: 'b",
        "a: b",
        "kind: >",
        "kind: a\r",
        "{kind: b}",
        "",
    ),
]


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "", "", " ", "  "]), st.sampled_from(LINES)), max_size=8
    ),
    st.sampled_from(["", "---\n", "---", "--- ", "---\n# c\n"]),
    st.booleans(),
)
def test_what_lines_show_is_what_a_parser_reads(
    lines: list[tuple[str, str]], head: str, complete: bool
) -> None:
    if complete:
        lines = [*lines, ("", "kind: ConfigMap"), ("", "apiVersion: v1")]
    for document in split(head + "".join(f"{indent}{line}\n" for indent, line in lines)):
        if document.identity is None:
            continue
        try:
            body = kubeyaml.load(document.text)
        except kubeyaml.Error:
            continue
        group = text(body, ("apiVersion",)).rpartition("/")[0]
        assert document.identity == (group, text(body, ("kind",)))
        assert "items" not in body


@given(st.text(st.sampled_from('aaab_.- :/\n"#{é٣'), max_size=12))
def test_a_name_is_looked_for_as_a_whole_word(value: str) -> None:
    (document,) = split(f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: {value}\n")
    assert document.identity is None or may_be_named(document, {"a", "a.b"}) is bool(
        {"a", "a.b"} & set(re.findall(r"[\w.-]+", document.text))
    )


def test_notes_that_helm_unittest_sends_along_are_no_yaml() -> None:
    (notes,) = split(f"{FILE}chart/templates/NOTES.txt\nkind: x: of elasticsearch.k8s.elastic.co\n")
    assert not must_be_parsed(notes)


@pytest.mark.parametrize("name", ["kibana.txt", "NOTES.txt.yaml", "notes.txt", "kibana"])
def test_any_other_file_of_helm_unittest_is_read(name: str) -> None:
    """Found by fuzzing: a name without .yaml hid a resource."""
    (document,) = split(
        f"{FILE}chart/templates/{name}\napiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\n"
    )
    assert must_be_parsed(document)
