"""Clusters in one data plane whose operator and clients are in another one, for tests of `eck-mesh status`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.support.status import (
    Body,
    bare_pod,
    captured,
    check,
    cluster,
    created,
    es,
    kb,
    pod,
    policies_of,
    treated,
)

TUNNEL = {"networking.istio.io/tunnel": "http"}
TARGET = {"targets": "Elasticsearch/logs/s"}
IN_AMBIENT = captured(bare_pod("op-0", "elastic-system", ""))
PLANS = pytest.mark.parametrize("with_plan", [False, True], ids=["live", "plan"])


def live_in(
    plane: str,
    *others: Body,
    operator: Body,
    rules: Sequence[Body] = (),
    labels: dict[str, str] | None = None,
) -> Any:
    """A permissive release in a data plane, with other resources and their pods."""
    bodies = treated(es(), kb(), dataPlane=plane, tls="eck")
    own = [body for body in bodies if body["kind"] in ("Elasticsearch", "Kibana")]
    pods = [pod(body, "native" if plane == "sidecar" else "", **(labels or {})) for body in own]
    pods = pods if plane == "sidecar" else list(map(captured, pods))
    resources = [other for other in others if "spec" in other and "apiVersion" in other]
    return cluster(
        resources=[*own, *resources],
        pods=[*pods, *[other for other in others if "apiVersion" not in other]],
        operators=[operator],
        policies=[*[created(body, "2026-02-01") for body in policies_of(bodies)], *rules],
    )


def report(live: Any, with_plan: bool, plane: str, **block: Any) -> Any:
    return check(live, *((es(), kb()) if with_plan else ()), dataPlane=plane, **block)
