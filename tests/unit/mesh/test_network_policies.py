"""NetworkPolicies that shut the mesh out: which rules let istiod's port through."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags

ES = {
    "apiVersion": "elasticsearch.k8s.elastic.co/v1",
    "kind": "Elasticsearch",
    "metadata": {"name": "es"},
}
TYPE = {"common.k8s.elastic.co/type": "elasticsearch"}


def notes(
    spec: dict[str, Any], mode: str = "strict", plane: str = "sidecar", namespace: str = "prod"
) -> list[str]:
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "np", "namespace": namespace},
    }
    stream = [{**ES, "spec": {"nodeSets": [{"name": "a", "count": 1}]}}, {**policy, "spec": spec}]
    flags = Flags(namespace="prod", block={"mode": mode, "dataPlane": plane})
    found = render("\n---\n".join(map(json.dumps, stream)), flags).notes
    return [note for note in map(str, found) if "/np" in note]


@pytest.mark.parametrize(
    ("spec", "noted"),
    [
        ({"podSelector": {}, "egress": [{"ports": [{"port": 9200}]}]}, True),
        ({"podSelector": {}, "egress": []}, True),
        ({"podSelector": {}, "policyTypes": ["Egress"]}, True),
        ({"podSelector": {"matchLabels": TYPE}, "egress": [{"ports": [{"port": 9200}]}]}, True),
        ({"podSelector": {"matchLabels": {"app": "other"}}, "egress": []}, False),
        ({"podSelector": {}, "policyTypes": ["Ingress"], "egress": []}, False),
        ({"podSelector": {}, "ingress": []}, False),
        ({"podSelector": {}, "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"port": 15012}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"port": 15012, "protocol": "UDP"}]}]}, True),
        ({"podSelector": {}, "egress": [{"ports": [{"port": 15000, "endPort": 15020}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"port": "https-dns"}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"protocol": "TCP"}]}]}, False),
    ],
)
def test_a_policy_that_blocks_istiod_is_named_in_a_note(spec: dict[str, Any], noted: bool) -> None:
    assert bool(notes(spec)) == noted


def test_there_is_a_note_only_where_a_sidecar_or_ztunnel_is() -> None:
    shut: dict[str, Any] = {"podSelector": {}, "egress": [], "ingress": []}
    assert notes(shut, mode="excluded") == []
    assert notes(shut, namespace="elsewhere") == []
    assert len(notes(shut, mode="permissive")) == 1
    assert len(notes(shut, plane="ambient")) == 2
    assert len(notes({"podSelector": {}}, plane="ambient")) == 1, (
        "Kubernetes takes one without types for Ingress"
    )
