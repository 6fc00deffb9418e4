"""The resources that a resource connects to, where the golden cases do not show it."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.eck.references import Dialed
from eck_mesh.manifests.manifest import Manifest
from tests.support.manifests import dialed, elasticsearch, resource

ES, ELSEWHERE = elasticsearch("es", watched="yes"), elasticsearch("es", "apps", watched="yes")


@pytest.mark.parametrize(
    ("remote", "role"),
    [
        ({"name": "r"}, "transport"),
        ({"name": "r", "apiKey": {}}, "remote-cluster"),
        ({"name": "r", "apiKey": None}, "transport"),
    ],
)
def test_a_remote_cluster_is_reached_with_certificates_or_an_api_key(
    remote: dict[str, Any], role: str
) -> None:
    local = resource(
        "Elasticsearch",
        "local",
        {"remoteClusters": [{**remote, "elasticsearchRef": {"name": "es"}}]},
    )
    assert dialed(local, ES) == [Dialed(ES.ref, role)]


def test_a_reference_by_secret_is_outside_the_stream() -> None:
    assert dialed(resource("Kibana", "kb", {"elasticsearchRef": {"secretName": "cloud"}}), ES) == []


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, [ES, ELSEWHERE]),
        ({"resourceSelector": {"matchLabels": {"watched": "yes"}}}, [ES, ELSEWHERE]),
        ({"resourceSelector": {"matchLabels": {"watched": "no"}}}, []),
        (
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "apps"}}},
            [ELSEWHERE],
        ),
        ({"namespaceSelector": {"matchLabels": {"team": "search"}}}, [ES, ELSEWHERE]),
        (
            {
                "namespaceSelector": {
                    "matchExpressions": [
                        {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["logs"]}
                    ]
                }
            },
            [ES],
        ),
    ],
)
def test_autoops_connects_to_what_it_selects_in_every_namespace(
    spec: dict[str, Any], found: list[Manifest]
) -> None:
    policy = resource("AutoOpsAgentPolicy", "watch", spec, "elsewhere")
    assert [one.target for one in dialed(policy, ES, ELSEWHERE)] == [
        manifest.ref for manifest in found
    ]
