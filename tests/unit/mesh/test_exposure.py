"""User-defined Services that select the pods of a resource."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.mesh.services.selecting_services import selecting_services
from tests.support.manifests import elasticsearch, resource

SELECTING = [
    ({"elasticsearch.k8s.elastic.co/cluster-name": "es"}, True),
    ({"elasticsearch.k8s.elastic.co/cluster-name": "other"}, False),
    ({"common.k8s.elastic.co/type": "elasticsearch"}, True),
    ({"elasticsearch.k8s.elastic.co/statefulset-name": "es-es-b"}, True),
    ({"elasticsearch.k8s.elastic.co/node-master": "true"}, True),
    ({"tier": "hot"}, True),
    ({"tier": "cold"}, False),
    ({"app": "shop"}, False),
    ({}, False),
    (None, False),
    ("app=shop", False),
]


@pytest.mark.parametrize(("selector", "yes"), SELECTING)
def test_user_defined_services_that_select_the_pods(selector: Any, yes: bool) -> None:
    es = elasticsearch("es", "logs", "a", "b")
    es.body["spec"]["nodeSets"][1]["podTemplate"] = {"metadata": {"labels": {"tier": "hot"}}}
    service = resource("Service", "mine", {"selector": selector, "ports": [{"port": 9200}]})
    far = service._replace(ref=service.ref._replace(namespace="apps"))
    assert selecting_services([service, far], [es]) == (
        {es.ref: [(service, [9200])]} if yes else {}
    )
