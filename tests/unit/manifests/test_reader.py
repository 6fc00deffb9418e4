"""Which documents are read, and which are refused with their place."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.manifests.manifest import Ref
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"---\n{LOCKED}---\napiVersion: v1\nkind: ConfigMap\ndata: [a\n---\n", None),  # Helm's to refuse
        (f"---\n{LOCKED}---\nkind: [a\n---\n", "document 2, line 9: cannot be parsed as one YAML document, line 11"),
        (f"---\n{LOCKED}---\nnot: [yaml\n", "document 2, line 9: cannot be parsed as one YAML document, line 11"),
        (f"---\n{LOCKED}---\njust words\n", "document 2, line 9: expected a mapping, found a string"),
        (f"---\n{LOCKED}---\n- a\n- b\n", "document 2, line 9: expected a mapping, found a list"),
        (f"---\n# Source: c/t/kb.yaml\n{LOCKED}extra: [\n", "document 1, line 1 (c/t/kb.yaml): cannot be parsed as one YAML document, line 11"),
        (f"{LOCKED}...\n{LOCKED}", "cannot be parsed as one YAML document"),
        (LOCKED.replace("  name: kb\n", "  name: 12\n"), "no kind or no metadata.name that is a string"),
        (LOCKED.replace("  name: kb\n", "  name: y\n"), "Quote it if YAML reads it as a number or a boolean, as it does y"),
        (LOCKED.replace("  name: kb\n", "  name: kb\n  namespace: n\n"), "metadata.namespace must be a string"),
        (f"{LOCKED}---\n{LOCKED}", "[two-objects-of-one-name]"),
        (f"apiVersion: v1\nkind: List\nitems:\n- {{apiVersion: kibana.k8s.elastic.co/v1, kind: Kibana}}\n---\n{LOCKED}", "document 1, line 1: no kind or no metadata.name"),
        (LOCKED.replace("eck-mesh.invalid/settings", "x/y"), "[lock-without-settings]"),
        (LOCKED.replace("spec: {version: 9.4.3}", "spec: {1: x}"), "Kibana/prod/kb: the key 1 is not a string: quote it"),
    ],
)  # fmt: skip
def test_bad_documents_are_named_with_their_place(text: str, words: str | None) -> None:
    if words is None:
        assert render(text, Flags()).text
        return
    with pytest.raises(UserError) as error:
        render(text, Flags())
    assert words in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: List\nitems: 5 # elasticsearch.k8s.elastic.co\n",
        "kind: List\nitems: []\n",
    ],
)
def test_lists_without_anything_of_eck_pass(text: str) -> None:
    assert text in render(f"{LOCKED}---\n{text}", Flags()).text


ES = """\
{}
kind: Elasticsearch
metadata: {{name: a, namespace: prod}}
spec: {{version: 9.4.3, nodeSets: [{{name: d, count: 1}}]}}
"""


@pytest.mark.parametrize(
    "written",
    [
        "apiVersion:\n  {}",
        "apiVersion: # below\n\n  {}",
        "apiVersion:\r\n  {}",
        "apiVersion: |-\n  {}",
        "apiVersion: >-\n  {}",
        "apiVersion: '{}'",
        'apiVersion: "{}"',
        'apiVersion:\n  "{}"',
        "apiVersion: !!str {}",
        "apiVersion: &v {}",
        "x-version: &v {}\napiVersion: *v",
        "? apiVersion\n: {}",
        '"apiVersion": {}',
        "apiVersion : {}",
    ],
)
def test_an_api_version_is_found_however_it_is_written(written: str) -> None:
    text = ES.format(written.format("elasticsearch.k8s.elastic.co/v1"))
    assert 'sidecar.istio.io/inject: "true"' in render(text, Flags(mode="strict")).text


@pytest.mark.parametrize(
    "head",
    [
        "kind: List\napiVersion: v1\n",
        "kind: Bundle\napiVersion: v1\n",
        "kind: KibanaList\napiVersion: kibana.k8s.elastic.co/v1\n",
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_whatever_has_items_is_a_list(head: str, whole: bool) -> None:
    """Its items are of its own kind where they say none, as with kubectl."""
    own = "apiVersion: kibana.k8s.elastic.co/v1, kind: Kibana, " if whole else ""
    text = f"{head}items:\n- {{{own}metadata: {{name: kb, namespace: prod}}, spec: {{version: 9.4.3}}}}\n"
    known = whole or "Kibana" in head
    assert ("mode: STRICT" in render(text, Flags(mode="strict")).text) == known


@pytest.mark.parametrize(
    "written", ["apiVersion: >-\n  {}", 'apiVersion: "{}"', "'apiVersion': {}"]
)
def test_a_lock_is_found_however_it_is_written(written: str) -> None:
    first, rest = LOCKED.split("\n", 1)
    text = written.format(first.partition(": ")[2]) + "\n" + rest
    assert "apiVersion: kibana.k8s.elastic.co/v1\n" in render(text, Flags()).text


@pytest.mark.parametrize(
    ("spec", "parsed"),
    [
        ({"selector": {"app": "shop"}}, False),
        ({"selector": {"app": "shop"}, "type": "LoadBalancer"}, True),
        ({"selector": {"app": "shop"}, "externalIPs": ["192.0.2.1"]}, True),
        ({"selector": {"kibana.k8s.elastic.co/name": "kb"}}, True),
    ],
)
def test_services_of_other_apps_are_not_parsed(spec: dict[str, Any], parsed: bool) -> None:
    text = "---\n" + yaml.safe_dump(
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": spec}
    )
    assert [manifest.ref for manifest in read_manifests(list(stream.split(text)))] == (
        [Ref("", "Service", "", "a")] if parsed else []
    )


@pytest.mark.parametrize(
    ("annotations", "metadata", "spec", "parsed"),
    [
        ("{}", "{}", "{}", False),
        ("{}", "{}", "{app: shop}", True),
        ("{}", "{app: shop}", "{}", False),
        ("{eck.k8s.alpha.elastic.co/propagate-labels: '*'}", "{app: shop}", "{}", True),
        ("{}", "{}", "{app: ''}", False),
    ],
)
def test_services_that_select_labels_of_the_users_own_are_parsed(
    annotations: str, metadata: str, spec: str, parsed: bool
) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: shop}}\n"
    account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: shop}\n"
    kibana = (
        "apiVersion: kibana.k8s.elastic.co/v1\nkind: Kibana\n"
        f"metadata: {{name: kb, annotations: {annotations}, labels: {metadata}}}\n"
        f"spec: {{version: 9.4.3, podTemplate: {{metadata: {{labels: {spec}}}}}}}\n"
    )
    text = "---\n".join([service, account, kibana])
    kinds = [manifest.ref.kind for manifest in read_manifests(list(stream.split(text)))]
    assert kinds == (["Service", "Kibana"] if parsed else ["Kibana"])


@pytest.mark.parametrize("kind", ["ServiceAccount", "Deployment"])
def test_other_kinds_are_not_parsed(kind: str) -> None:
    text = f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: Service}}\nspec: {{type: LoadBalancer, of: kibana.k8s.elastic.co/name}}\n"
    assert read_manifests(list(stream.split(text))) == []


READER = """\
apiVersion: beat.k8s.elastic.co/v1beta1
kind: Beat
metadata: {name: fb, namespace: prod}
spec: {type: filebeat, version: 9.4.3, configRef: {secretName: cfg}, deployment: {}}
"""
SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {{name: {0}, namespace: prod}}\nstringData: {{a: '{1}'}}\n"


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ([SECRET.format("cfg", 1)], ["1"]),
        ([SECRET.format("cfg-2", 1)], []),  # its name only begins so
        ([SECRET.format("other", "cfg")], []),  # it only mentions the name
        ([SECRET.format("cfg", 1), SECRET.format("cfg", 2)], ["2"]),  # the last wins in the cluster
        (['{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "cfg"}, "stringData": {"a": "1"}}\n'], ["1"]),
        (["apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: cfg}, stringData: {a: '1'}}\n"
          "- {apiVersion: v1, kind: Secret, metadata: {generateName: x-}}\n"], ["1"]),
        (["apiVersion: v1\nkind: Secret\nmetadata: {generateName: cfg}\n"], []),
    ],
)  # fmt: skip
def test_secrets_are_read_where_a_resource_names_them(texts: list[str], found: list[str]) -> None:
    manifests = read_manifests(list(stream.split("---\n".join([*texts, READER]))))
    assert [m.body["stringData"]["a"] for m in manifests if m.ref.kind == "Secret"] == found
    assert [m.ref.kind for m in manifests][-1] == "Beat"
