"""Kibana's answers to the operator: its Fleet API, which must say yes before Fleet Server and Agents are made."""

from __future__ import annotations

import json
from typing import Any

from tests.cluster.bed.stand_ins.api import Api
from tests.cluster.bed.stand_ins.server import Stack

KEYS: dict[str, dict[str, Any]] = {}  # enrollment keys by policy, of every namespace


def key_of(policy: str) -> dict[str, Any]:
    made = {"id": f"key-{policy}", "active": True, "api_key": "c3RhbmQtaW4=", "policy_id": policy}
    return KEYS.setdefault(policy, made)


def answer(_: Api, method: str, path: str, query: str, body: bytes, __: str) -> tuple[int, Any]:
    if path == "/api/status":
        return 200, {"status": {"overall": {"level": "available"}}}
    if path == "/api/fleet/setup":
        return 200, {"isInitialized": True}
    if path == "/api/fleet/enrollment_api_keys":
        if method == "POST":
            return 200, {"item": key_of(json.loads(body)["policy_id"])}
        return 200, {"items": list(KEYS.values()) if query.endswith("&page=1") else []}
    if path.startswith("/api/fleet/enrollment_api_keys/key-"):
        return 200, {"item": key_of(path.rpartition("/key-")[2])}
    return 404, {}


STACK = Stack(
    5601, "kibana.k8s.elastic.co/name", "{name}-kb-http", "{name}-kb-http-certs-internal", answer
)
