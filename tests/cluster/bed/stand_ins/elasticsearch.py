"""Elasticsearch's answers, as far as the operator reads them: one healthy cluster whose nodes are the pods there are."""

from __future__ import annotations

import json
import time
from typing import Any

from tests.cluster.bed.stand_ins.api import Api
from tests.cluster.bed.stand_ins.server import Stack

LABEL = "elasticsearch.k8s.elastic.co/"
licences: dict[str, str] = {}
shutdowns: dict[str, dict[str, Any]] = {}


def answer(api: Api, method: str, path: str, _: str, body: bytes, who: str) -> tuple[int, Any]:
    namespace, name = who.split("/")
    pods = api.pods(namespace, **{f"{LABEL}cluster-name": name})
    nodes = {
        f"{pod['metadata']['name']}-{pod['metadata']['uid']}": node_of(pod) for pod in pods
    }  # a new pod is a new node
    version = next((node["version"] for node in nodes.values()), "9.4.3")
    if path == "/":
        number = {"number": version, "build_flavor": "default"}
        return 200, {
            "name": "stand-in",
            "cluster_name": name,
            "cluster_uuid": "stand-in-stand-in-01",
            "version": number,
        }
    if path == "/_cluster/health":
        return 200, health(name, nodes)
    if path.startswith("/_license"):
        return 200, licence(method, path, body, who)
    if path.startswith("/_nodes") and path.endswith("/shutdown"):
        return 200, shutdown(method, path, body, shutdowns.setdefault(who, {}))
    if path == "/_nodes/_master":
        return 200, {"nodes": dict(list(nodes.items())[:1])}
    fixed = {
        "/_cat/shards": [],
        "/_cluster/settings": {"persistent": {}, "transient": {}},
        "/_security/api_key": {"api_keys": []},
    }
    return 200, {"nodes": nodes} if path.startswith("/_nodes") else fixed.get(
        path, {"acknowledged": True}
    )


def node_of(pod: dict[str, Any]) -> dict[str, Any]:
    labels = pod["metadata"]["labels"]
    roles = [
        role for role in ("master", "data", "ingest") if labels.get(f"{LABEL}node-{role}") == "true"
    ]
    return {
        "name": pod["metadata"]["name"],
        "version": labels[f"{LABEL}version"],
        "ip": pod["status"]["podIP"],
        "roles": roles,
    }


def health(name: str, nodes: dict[str, Any]) -> dict[str, Any]:
    counts = (
        "active_primary",
        "active",
        "relocating",
        "initializing",
        "unassigned",
        "delayed_unassigned",
    )
    return {
        "cluster_name": name,
        "status": "green",
        "timed_out": False,
        "number_of_nodes": len(nodes),
        "number_of_data_nodes": sum("data" in node["roles"] for node in nodes.values()),
        "number_of_pending_tasks": 0,
        "number_of_in_flight_fetch": 0,
        "active_shards_percent_as_number": 100.0,
        **{f"{count}_shards": 0 for count in counts},
    }


def licence(method: str, path: str, body: bytes, who: str) -> dict[str, Any]:
    if method == "POST":
        licences[who] = "trial" if "trial" in path else "enterprise" if body else "basic"
        return {
            "acknowledged": True,
            "license_status": "valid",
            "trial_was_started": True,
            "basic_was_started": True,
        }
    kind = licences.get(who, "basic")
    return {
        "license": {
            "status": "active",
            "uid": "stand-in",
            "type": kind,
            "issue_date_in_millis": 0,
            "expiry_date_in_millis": 4102444800000,
        }
    }


def shutdown(method: str, path: str, body: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    """The node shutdown API: nothing has to move, so each is complete at once."""
    node = path.split("/")[2] if path.count("/") == 3 else None
    if method == "PUT" and node:
        done = {
            part: {"status": "COMPLETE"}
            for part in ("shard_migration", "persistent_tasks", "plugins")
        }
        wanted = json.loads(body)
        asked[node] = {
            "node_id": node,
            "type": wanted["type"].upper(),
            "reason": wanted.get("reason", ""),
            "shutdown_startedmillis": int(time.time() * 1000),
            "status": "COMPLETE",
            **done,
        }
    if method == "DELETE" and node:
        asked.pop(node, None)
    if method == "GET":
        return {"nodes": [entry for name, entry in asked.items() if node in (None, name)]}
    return {"acknowledged": True}


STACK = Stack(
    9200, f"{LABEL}cluster-name", "{name}-es-http", "{name}-es-http-certs-internal", answer
)
