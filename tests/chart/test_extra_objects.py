"""Manifests of the user's own: a list or a map, mappings or text, all templated."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.marks import LOCK
from tests.support.helm import Helm

NAMED = {"metadata": {"name": "{{ .Release.Name }}-note"}}
MAPPING: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    **NAMED,
    "data": {"text": "1e3"},
}
TEXT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-note\ndata:\n  text: "1e3"\n'
NO_MANIFESTS: list[Any] = [
    {}, "", {**MAPPING, "metadata": None}, {**MAPPING, "metadata": "a"}, {**MAPPING, "metadata": {"name": 1}}, {**MAPPING, "apiVersion": 1},
]  # fmt: skip
BEAT = {
    "apiVersion": "beat.k8s.elastic.co/v1beta1",
    "kind": "Beat",
    **NAMED,
    "spec": {"type": "filebeat"},
}


@pytest.mark.parametrize("item", [MAPPING, TEXT, f"---\n{TEXT}", f"# a comment\n---\n{TEXT}"])
@pytest.mark.parametrize(
    "shape", [lambda item: [item], lambda item: {"any": item, "gone": None}], ids=["list", "map"]
)
def test_every_shape_gives_the_same_object_and_no_warning(
    helm: Helm, item: Any, shape: Any
) -> None:
    done = helm.template(values={"extraObjects": shape(item)})
    assert done.object("ConfigMap", "elastic-istio-note")["data"] == {"text": "1e3"}
    assert done.stderr == "", "Helm 3 says warning, Helm 4 level=WARN"


def test_templates_read_values_of_your_own_below_global(helm: Helm) -> None:
    item = {**MAPPING, "data": {"bucket": "{{ .Values.global.s3.bucket }}"}}
    values = {"global": {"s3": {"bucket": "snapshots"}}, "extraObjects": [item]}
    made = helm.template(values=values).object("ConfigMap", "elastic-istio-note")
    assert made["data"] == {"bucket": "snapshots"}


@pytest.mark.parametrize(
    ("mode", "locked"), [("disabled", False), ("permissive", True), ("strict", True)]
)
def test_resources_of_eck_among_them_are_locked_as_the_release_is(
    helm: Helm, mode: str, locked: bool
) -> None:
    beat = helm.template(values={"mesh": {"mode": mode}, "extraObjects": [BEAT]}).object(
        "Beat", "elastic-istio-note"
    )
    assert (LOCK in beat["apiVersion"]) == locked
    assert beat["spec"] == BEAT["spec"]


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        (["a: 1"], "extraObjects[0]: must be one manifest whose apiVersion, kind and metadata.name are strings"),
        ({"a": MAPPING, "b": TEXT}, "extraObjects.b: is ConfigMap/elastic-istio-note, and so is extraObjects.a. Rename one of them."),
        ({"x": "- a\n- b"}, "extraObjects.x: must be one manifest"),
        ([MAPPING, f"{TEXT}---\n{TEXT}"], "extraObjects[1]: holds several YAML documents."),
        ([MAPPING, f"{TEXT}---\n{TEXT}".replace("\n", "\r\n")], "extraObjects[1]: holds several YAML documents."),
        ([f"{TEXT}--- {{kind: Secret}}\n"], "extraObjects[0]: holds several YAML documents."),
        ([f"{TEXT}...\n{TEXT}"], "extraObjects[0]: holds several YAML documents."),
        *(([item], "extraObjects[0]: must be one manifest") for item in NO_MANIFESTS),
        ([{"apiVersion": "v1", "kind": "List", **NAMED, "items": []}], "extraObjects[0]: is a List."),
        ({"mine": {**BEAT, "kind": "Kibana", "apiVersion": "kibana.k8s.elastic.co/v1", "metadata": {"name": "elastic-istio"}}},
         "extraObjects.mine: is Kibana/elastic-istio, and so is a resource that the chart itself creates."),
    ],
)  # fmt: skip
def test_an_extra_object_that_is_not_a_manifest_is_refused_with_its_key(
    helm: Helm, objects: Any, words: str
) -> None:
    done = helm.template(values={"extraObjects": objects}, check=False)
    assert done.returncode == 1
    assert words in done.stderr
