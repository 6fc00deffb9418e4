"""Kibana's answers to the operator: its Fleet API, which must say yes before Fleet Server and Agents are made."""

from __future__ import annotations

from typing import Any

from tests.cluster.bed.stand_ins.api import Api
from tests.cluster.bed.stand_ins.server import Stack

KEYS: list[dict[str, Any]] = [
    {"id": f"key-{p}", "active": True, "api_key": "c3RhbmQtaW4=", "policy_id": p}
    for p in ("eck-fleet-server", "eck-agent")
]


def answer(_: Api, method: str, path: str, query: str, __: bytes, ___: str) -> tuple[int, Any]:
    if path == "/api/status":
        return 200, {"status": {"overall": {"level": "available"}}}
    if path == "/api/fleet/setup":
        return 200, {"isInitialized": True}
    if path == "/api/fleet/enrollment_api_keys":
        if method == "POST":
            return 200, {"item": KEYS[0]}
        return 200, {"items": KEYS if query.endswith("&page=1") else []}
    if path.startswith("/api/fleet/enrollment_api_keys/"):
        return 200, {"item": next(key for key in KEYS if path.endswith(key["id"]))}
    return 404, {}


STACK = Stack(
    5601, "kibana.k8s.elastic.co/name", "{name}-kb-http", "{name}-kb-http-certs-internal", answer
)
