"""Every ECK kind that makes pods, once, as plain manifests of a user who knows nothing of a mesh."""

from __future__ import annotations

from typing import Any

from tests.support.resources import resource

ES = [{"name": "es"}]


def node_set(name: str, count: int, roles: list[str]) -> dict[str, Any]:
    return {"name": name, "count": count, "config": {"node.roles": roles}}


def elasticsearch(name: str = "es") -> dict[str, Any]:
    """Two nodeSets and the remote cluster server, so that every Service there can be is made."""
    node_sets = [node_set("master", 1, ["master"]), node_set("data", 2, ["data", "ingest"])]
    spec = {"nodeSets": node_sets, "remoteClusterServer": {"enabled": True}}
    found = resource("elasticsearch.k8s.elastic.co/v1", "Elasticsearch", name, spec)
    found["metadata"]["labels"] = {"autoops": "enabled"}
    return found


def stack() -> list[dict[str, Any]]:
    es, kb = {"elasticsearchRef": {"name": "es"}}, {"kibanaRef": {"name": "kb"}}
    one: dict[str, Any] = {"replicas": 1, "podTemplate": {"spec": {}}}
    fleet = {"mode": "fleet", "deployment": one, **kb}
    return [
        elasticsearch(),
        resource("kibana.k8s.elastic.co/v1", "Kibana", "kb", {"count": 1, **es}),
        resource("apm.k8s.elastic.co/v1", "ApmServer", "apm", {"count": 1, **es}),
        resource(
            "enterprisesearch.k8s.elastic.co/v1",
            "EnterpriseSearch",
            "ent",
            {"count": 1, "version": "8.19.0"},
        ),
        resource(
            "agent.k8s.elastic.co/v1alpha1",
            "Agent",
            "fleet",
            {
                **fleet,
                "fleetServerEnabled": True,
                "policyID": "eck-fleet-server",
                "elasticsearchRefs": ES,
            },
        ),
        resource(
            "agent.k8s.elastic.co/v1alpha1",
            "Agent",
            "agent",
            {**fleet, "policyID": "eck-agent", "fleetServerRef": {"name": "fleet"}},
        ),
        resource(
            "beat.k8s.elastic.co/v1beta1",
            "Beat",
            "beat",
            {"type": "heartbeat", "deployment": one, "config": {"heartbeat.monitors": []}, **es},
        ),
        resource(
            "logstash.k8s.elastic.co/v1alpha1",
            "Logstash",
            "ls",
            {
                "count": 1,
                "elasticsearchRefs": [{"clusterName": "es", "name": "es"}],
                "pipelines": [{"pipeline.id": "main", "config.string": "input {} output {}"}],
            },
        ),
        resource("maps.k8s.elastic.co/v1alpha1", "ElasticMapsServer", "maps", {"count": 1, **es}),
        resource("packageregistry.k8s.elastic.co/v1alpha1", "PackageRegistry", "epr", {"count": 1}),
        resource(
            "autoops.k8s.elastic.co/v1alpha1",
            "AutoOpsAgentPolicy",
            "autoops",
            {
                "autoOpsRef": {"secretName": "autoops"},
                "resourceSelector": {"matchLabels": {"autoops": "enabled"}},
            },
        ),
    ]


SECRET = {
    "apiVersion": "v1",
    "kind": "Secret",
    "metadata": {"name": "autoops", "labels": {"eck.k8s.elastic.co/watched": "true"}},
    "stringData": {
        "cloud-connected-mode-api-key": "x",
        "autoops-otel-url": "https://otel.example",
        "autoops-token": "x",
    },
}
