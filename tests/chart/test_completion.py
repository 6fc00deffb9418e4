"""What an editor completes, by a walk over the schema as yaml-language-server walks it.

It follows $ref, allOf, `properties`, and `additionalProperties` where a key is not a property; no server runs here.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.helm import ROOT
from tests.support.kind_files import FILES

SCHEMA: dict[str, Any] = json.loads((ROOT / "values.schema.json").read_text())
POD = ["tolerations", "nodeSelector", "containers", "affinity", "serviceAccountName", "volumes"]


def resolved(node: Any) -> dict[str, Any]:
    """A node with what its $ref leads to; Helm's and the editors' draft allows keys beside it."""
    while isinstance(node, dict) and "$ref" in node:
        target = SCHEMA
        for step in node["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        node = {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    for part in node.get("allOf", []):
        node = {**resolved(part), **node}
    return dict(node)


def at(path: str) -> dict[str, Any]:
    """The node where the cursor stands; a number is an element of a list."""
    node = resolved(SCHEMA)
    for step in path.split("."):
        if step.isdigit():
            node = resolved(node["items"])
        elif step in node.get("properties", {}):
            node = resolved(node["properties"][step])
        else:
            node = resolved(node["additionalProperties"])
    return node


PLACES = {
    "elasticsearch.logs.nodeSets.hot.podTemplate.spec": (POD, 30),
    "elasticsearch.logs.nodeSets.0.podTemplate.spec": (POD, 30),
    "kibana.default.podTemplate.spec": (POD, 30),
    "agent.nodes.daemonSet.podTemplate.spec": (POD, 30),
    "podDefaults": (POD, 30),
    "defaults.kibana.podTemplate.spec": (POD, 30),
    "kibana.default.podTemplate.spec.containers.0": (["name", "image", "env", "resources"], 15),
    "elasticsearch.logs.http.tls": (["selfSignedCertificate", "certificate"], 2),
    "elasticsearch.logs.http.service.spec": (["type", "ports", "loadBalancerClass"], 10),
    "elasticsearch.logs.nodeSets.hot": (["count", "config", "storage", "resources"], 6),
    "elasticsearch.logs.nodeSets.hot.resources": (["limits", "requests"], 2),
    "logstash.default.pipelines.main": (["config.string", "pipeline.workers"], 0),
    "kibana.default": (["namespace", "elasticsearchRef", "monitoring", "mesh", "expose"], 15),
    "mesh": (["mode", "dataPlane", "tls"], 10),
}


@pytest.mark.parametrize("path", [path for path in PLACES if not path.startswith("logstash")])
def test_an_editor_completes_each_field_with_its_description(path: str) -> None:
    names, least = PLACES[path]
    properties = at(path)["properties"]
    assert set(names) <= properties.keys()
    assert len(properties) >= least
    for name, node in properties.items():
        assert resolved(node).get("description"), f"{path}.{name}"


@pytest.mark.parametrize("section", FILES)
def test_every_entry_of_every_kind_completes(section: str) -> None:
    properties = at(f"{section}.any")["properties"]
    assert {"enabled", "name", "namespace", "labels", "annotations", "spec"} <= properties.keys()
    for name, node in properties.items():
        assert resolved(node).get("description"), name


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("mesh.mode", {"disabled", "excluded", "permissive", "strict"}),
        ("kibana.a.mesh.tls", {"auto", "eck", "istio"}),
        ("podDefaults.tolerations.0.effect", {"NoSchedule", "PreferNoSchedule", "NoExecute"}),
        ("kibana.a.podTemplate.spec.containers.0.imagePullPolicy", {"Always", "Never", "IfNotPresent"}),
    ],
)  # fmt: skip
def test_an_editor_proposes_the_words_of_a_field(path: str, words: set[str]) -> None:
    assert words <= set(at(path)["enum"])
