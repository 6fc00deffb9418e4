"""Fleet Server and APM Server, which answer `helm test` only: at their own paths they are healthy."""

from __future__ import annotations

from typing import Any

from tests.cluster.bed.stand_ins.api import Api
from tests.cluster.bed.stand_ins.server import Stack


def fleet_server(_: Api, __: str, path: str, ___: str, ____: bytes, _____: str) -> tuple[int, Any]:
    return (200, {"status": "HEALTHY"}) if path == "/api/status" else (404, {})


def apm_server(_: Api, __: str, path: str, ___: str, ____: bytes, _____: str) -> tuple[int, Any]:
    return (200, {"publish_ready": True}) if path == "/" else (404, {})


FLEET_SERVER = Stack(
    8220,
    "agent.k8s.elastic.co/name",
    "{name}-agent-http",
    "{name}-agent-http-certs-internal",
    fleet_server,
)
APM_SERVER = Stack(
    8200,
    "apm.k8s.elastic.co/name",
    "{name}-apm-http",
    "{name}-apm-http-certs-internal",
    apm_server,
)
