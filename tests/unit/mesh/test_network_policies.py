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
KIBANA = {
    "apiVersion": "kibana.k8s.elastic.co/v1",
    "kind": "Kibana",
    "metadata": {"name": "kb"},
    "spec": {"version": "9.4.3"},
}
TYPE = {"common.k8s.elastic.co/type": "elasticsearch"}


def notes(
    spec: dict[str, Any],
    mode: str = "strict",
    plane: str = "sidecar",
    namespace: str = "prod",
    own: str = "prod",
    resource: dict[str, Any] | None = None,
) -> list[str]:
    policy = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "np", "namespace": namespace},
    }
    es = {**ES, "spec": {"nodeSets": [{"name": "a", "count": 1}]}}
    stream = [resource or es, {**policy, "spec": spec}]
    flags = Flags(namespace=own, block={"mode": mode, "dataPlane": plane})
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
        ({"podSelector": {}, "egress": [{"to": []}]}, False),
        ({"podSelector": {}, "egress": [{"to": None}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"port": 15012, "protocol": "UDP"}]}]}, True),
        ({"podSelector": {}, "egress": [{"ports": [{"port": 15000, "endPort": 15020}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"port": "https-dns"}]}]}, False),
        ({"podSelector": {}, "egress": [{"ports": [{"protocol": "TCP"}]}]}, False),
    ],
)
def test_a_policy_that_blocks_istiod_is_named_in_a_note(spec: dict[str, Any], noted: bool) -> None:
    assert bool(notes(spec)) == noted


def block(cidr: str, *excepted: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr, "except": list(excepted)}}


def named(*names: str) -> dict[str, Any]:
    row = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": list(names)}
    return {"matchExpressions": [row]}


DNS = {"matchLabels": {"k8s-app": "kube-dns"}}
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


@pytest.mark.parametrize(
    ("peer", "noted"),
    [
        ({"podSelector": {}}, True),
        ({"podSelector": {"matchLabels": TYPE}}, True),
        ({"namespaceSelector": {}}, False),
        ({"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "prod"}}}, True),
        ({"namespaceSelector": named("prod", "elastic-system")}, True),
        ({"namespaceSelector": named("prod", "istio-system")}, False),
        ({"namespaceSelector": named("mesh")}, False),
        ({"namespaceSelector": {"matchLabels": {"team": "mesh"}}}, False),
        ({"namespaceSelector": {}, "podSelector": DNS}, True),
        ({"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "istiod"}}}, False),
        ({"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "es"}}}, True),
        (block("10.0.0.0/8"), False),
        (block("10.1.0.0/16", "10.1.2.0/24"), False),
        (block("0.0.0.0/0"), False),
        (block("0.0.0.0/0", *PRIVATE), True),
        (block("0.0.0.0/0", "10.0.0.0/8"), False),
        (block("100.64.0.0/10"), False),
        (block("8.8.8.8/32"), True),
        (block("::/0"), False),
        (block("nonsense"), True),
    ],
)
def test_a_rule_without_ports_allows_istiod_only_where_its_peers_may_be_istiod(
    peer: dict[str, Any], noted: bool
) -> None:
    assert bool(notes({"podSelector": {}, "egress": [{"to": [peer]}]})) == noted
    beside = [{"to": [peer]}, {"to": [{"podSelector": {}}], "ports": [{"port": 15012}]}]
    assert bool(notes({"podSelector": {}, "egress": beside})) == noted


def test_a_policy_in_the_namespace_of_istiod_reaches_it_by_labels_of_pods() -> None:
    spec: dict[str, Any] = {"podSelector": {}, "egress": [{"to": [{"podSelector": {}}]}]}
    assert notes(spec, namespace="istio-system", own="istio-system") == []


@pytest.mark.parametrize(
    ("rule", "noted"),
    [
        ({}, False),
        ({"from": [block("169.254.7.127/32")]}, False),
        ({"from": [block("169.254.0.0/16")], "ports": [{"port": 5601}]}, False),
        ({"from": [block("169.254.0.0/16", "169.254.7.0/24")]}, True),
        ({"from": [block("169.254.7.127/32")], "ports": [{"port": 15008}]}, True),
        ({"from": [{"namespaceSelector": {}}]}, True),
        ({"from": [block("10.0.0.0/8")]}, True),
        ({"ports": [{"port": 5601}]}, False),
        ({"ports": [{"port": "https"}]}, False),
    ],
)
def test_in_ambient_a_policy_has_to_allow_the_probes_of_the_kubelet(
    rule: dict[str, Any], noted: bool
) -> None:
    spec = {"podSelector": {}, "ingress": [{"ports": [{"port": 15008}]}, rule]}
    found = notes(spec, plane="ambient", resource=KIBANA)
    assert [one for one in found if "169.254.7.127" in one] == found
    assert bool(found) == noted
    assert notes(spec, plane="ambient") == [], "Elasticsearch is probed by a command"


def test_there_is_a_note_only_where_a_sidecar_or_ztunnel_is() -> None:
    shut: dict[str, Any] = {"podSelector": {}, "egress": [], "ingress": []}
    assert notes(shut, mode="excluded") == []
    assert notes(shut, namespace="elsewhere") == []
    assert len(notes(shut, mode="permissive")) == 1
    assert len(notes(shut, plane="ambient")) == 2
    assert len(notes({"podSelector": {}}, plane="ambient")) == 1, (
        "Kubernetes takes one without types for Ingress"
    )
