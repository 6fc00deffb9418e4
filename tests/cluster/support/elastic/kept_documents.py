"""Whether a cluster has what it has acknowledged, and whether it has come to rest after a change."""

from __future__ import annotations

import json
from typing import Any

from tests.cluster.bed.kubelet.access import ready
from tests.cluster.support.elastic.clients import Client
from tests.cluster.support.elastic.cluster import NAME, SECONDS, Elastic
from tests.cluster.support.elastic.facts import loaded
from tests.cluster.support.elastic.writing import Writing

MANY = 1000  # documents that one request asks for


def lost(elastic: Elastic, client: Client, writing: Writing, index: str) -> list[int]:
    """The documents that were acknowledged and are not there."""
    acknowledged = [one["id"] for one in writing.requests() if one.get("status") == 201]
    assert acknowledged, "nothing was written"
    missing = []
    for begin in range(0, len(acknowledged), MANY):
        body = json.dumps({"ids": [str(one) for one in acknowledged[begin : begin + MANY]]})
        answer = client.send("POST", f"{elastic.url()}/{index}/_mget?_source=false", body)
        missing += [int(doc["_id"]) for doc in loaded(answer)["docs"] if not doc.get("found")]
    return missing


def doubled(elastic: Elastic, client: Client, writing: Writing, index: str) -> list[int]:
    """The numbers of a writer with automatic ids that were executed more than once, or acknowledged and not there."""
    body = json.dumps({"size": 0, "aggs": {"n": {"terms": {"field": "number", "size": 10000}}}})
    client.send("POST", f"{elastic.url()}/{index}/_refresh", "")
    answer = loaded(client.send("POST", f"{elastic.url()}/{index}/_search", body))
    counts = {one["key"]: one["doc_count"] for one in answer["aggregations"]["n"]["buckets"]}
    acknowledged = {one["id"] for one in writing.requests() if one.get("status") == 201}
    assert acknowledged, "nothing was written"
    return sorted({n for n, count in counts.items() if count > 1} | acknowledged - counts.keys())


def settled(elastic: Elastic, count: int) -> None:
    """Wait until the operator has made the last change, calls it green, and this many pods are Ready."""

    def check() -> bool:
        found = elastic.bed.get("elasticsearch", NAME, elastic.namespace)
        status, generation = found.get("status", {}), found["metadata"]["generation"]
        done = status.get("observedGeneration") == generation and status.get("phase") == "Ready"
        there = elastic.pods().values()
        whole = len(there) == count and all(map(ready, there))
        return bool(done and status.get("health") == "green" and whole)

    elastic.bed.wait("the change is made", check, 2 * SECONDS)


def uids(elastic: Elastic) -> set[str]:
    return {pod["metadata"]["uid"] for pod in elastic.pods().values()}


def health(elastic: Elastic) -> str:
    """As the operator says it."""
    status: dict[str, Any] = elastic.bed.get("elasticsearch", NAME, elastic.namespace)["status"]
    return str(status.get("health"))
