"""Manifests that cannot be read are refused with their place, whoever has a mode and who does not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED

CONTAINERS = "spec.nodeSets[default].podTemplate.spec.containers[elasticsearch]"


def body(group: str, kind: str, **spec: Any) -> str:
    version = f"{group}/v1" if group else "v1"
    return json.dumps(
        {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}, "spec": spec}
    )


def elasticsearch(**container: Any) -> str:
    containers = [{"name": "elasticsearch", **container}]
    node_set = {"name": "default", "podTemplate": {"spec": {"containers": containers}}}
    return body("elasticsearch.k8s.elastic.co", "Elasticsearch", nodeSets=[node_set])


def other(kind: str, **spec: Any) -> str:
    return body(f"{kind.lower()}.k8s.elastic.co", kind, **spec)


DAMAGED = {  # the places of issue 13, defect 5, and more of their kind
    "a port that is a forgotten template": (
        elasticsearch(ports=[{"name": "x", "containerPort": "{{ port }}"}]),
        f"Elasticsearch/prod/x: {CONTAINERS}.ports[x].containerPort: ",
    ),
    "ports": (elasticsearch(ports=5), f"Elasticsearch/prod/x: {CONTAINERS}.ports: "),
    "a namespace of a reference": (
        other("Kibana", elasticsearchRef={"name": "es", "namespace": [5]}),
        "Kibana/prod/x: spec.elasticsearchRef.namespace: ",
    ),
    "a selector of namespaces": (
        body(
            "autoops.k8s.elastic.co", "AutoOpsAgentPolicy", namespaceSelector={"matchLabels": "x"}
        ),
        "AutoOpsAgentPolicy/prod/x: spec.namespaceSelector.matchLabels: ",
    ),
    "a version without quotes": (
        other("Kibana", version=9.4),
        "Kibana/prod/x: spec.version: ",
    ),
    "a Service for people outside": (
        body("", "Service", type="LoadBalancer", selector=["x"]),
        "Service/prod/x: spec.selector: ",
    ),
    "an Ingress": (
        body("networking.k8s.io", "Ingress", rules={"host": "x"}),
        "Ingress/prod/x: spec.rules: ",
    ),
    "a NetworkPolicy": (
        body("networking.k8s.io", "NetworkPolicy", policyTypes="Egress"),
        "NetworkPolicy/prod/x: spec.policyTypes: ",
    ),
}


@pytest.mark.parametrize(("text", "where"), DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_manifest_beside_a_locked_one_is_refused_with_its_place(
    text: str, where: str
) -> None:
    with pytest.raises(UserError) as error:
        render(f"{LOCKED}---\n{text}\n", Flags())
    assert str(error.value).startswith(where)
    assert error.value.ids[0] in ("wrong-type", "unquoted-string")


@pytest.mark.parametrize("name", list(DAMAGED)[:4])
def test_a_damaged_resource_with_a_mode_is_refused_with_its_place(name: str) -> None:
    text, where = DAMAGED[name]
    with pytest.raises(UserError) as error:
        render(text, Flags(mode="strict", namespace="prod"))
    assert str(error.value).startswith(where)
