"""Live VirtualServices and ServiceEntries that take the place of eck-mesh's, or lead elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.status.line import NOT_READY, NOTE
from tests.support.status import (
    ES,
    KB,
    POLICIES,
    Body,
    check,
    cluster,
    created,
    es,
    kb,
    message_id,
    policies_of,
    policy,
    treated,
)

HOST = "s-es-http.logs.svc.cluster.local"
TO_ITSELF: Any = {"http": [{"route": [{"destination": {"host": HOST}}]}]}
ELSEWHERE: Any = {"http": [{"route": [{"destination": {"host": "other.apps.svc.cluster.local"}}]}]}
BEFORE, AFTER = "2026-01-01", "2026-03-01"  # eck-mesh's live objects are of 2026-02-01
OUTSIDE = [{"host": "hooks.example.com"}]
LIMITED: Any = {"egress": "registryOnly", "egressHosts": OUTSIDE}
PORTS: Any = [{"number": 443, "name": "tls-443", "protocol": "TLS"}]


def found_for(
    body: Body, *plan: Body, policies: list[Body] = POLICIES, **block: Any
) -> set[tuple[str, str]]:
    """State and id of the lines about this object."""
    live = cluster(resources=[ES, KB], policies=[*policies, body])
    subject = f"{body['kind']}/{body['metadata']['namespace']}/{body['metadata']['name']}"
    lines = check(live, *plan, **block)
    return {(line.state, message_id(line)) for line in lines if line.subject == subject}


def route(namespace: str = "logs", at: str = BEFORE, **spec: Any) -> Body:
    return policy("VirtualService", namespace, {"hosts": [HOST], **spec}, at=at)


def entry(namespace: str = "logs", at: str = BEFORE, **spec: Any) -> Body:
    spec = {"hosts": ["hooks.example.com"], "ports": PORTS, "resolution": "DNS", **spec}
    return policy("ServiceEntry", namespace, spec, at=at)


@pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        (route(**TO_ITSELF), ""),
        (route(**ELSEWHERE), "virtual-service-leads-elsewhere"),
        (route("apps", **ELSEWHERE), "virtual-service-leads-elsewhere"),
        (route(**ELSEWHERE, gateways=["ingress"]), ""),
        (route(**ELSEWHERE, gateways=["ingress", "mesh"]), "virtual-service-leads-elsewhere"),
        (route(**ELSEWHERE, hosts=["a.logs.svc.cluster.local"]), ""),
        (route(**ELSEWHERE, hosts=["s-es-http"]), "virtual-service-leads-elsewhere"),
        (route("apps", **ELSEWHERE, hosts=["s-es-http"]), ""),
        (route(http=[{"redirect": {"authority": "x"}}]), "virtual-service-leads-elsewhere"),
        (entry(), ""),
        (entry(hosts=[HOST]), "host-is-redefined"),
        (entry("apps", hosts=["k-kb-http.logs.svc.cluster.local"]), "host-is-redefined"),
        (entry(hosts=["k-kb-http.apps.svc.cluster.local"]), ""),
    ],
)
def test_what_leads_elsewhere_is_noted(body: Body, message: str, plan: tuple[Body, ...]) -> None:
    assert found_for(body, *plan) == ({(NOTE, message)} if message else set())


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (route(**TO_ITSELF), "older-virtual-service"),
        (route(at=AFTER, **TO_ITSELF), ""),
        (route(at=AFTER, **ELSEWHERE), "virtual-service-leads-elsewhere"),
    ],
)
def test_the_older_virtual_service_decides(body: Body, message: str) -> None:
    block: Any = {"tls": "istio", "retries": "safe"}
    made = policies_of(treated(es(), kb(), mode="strict", **block))
    own = [created(one, "2026-02-01") for one in made]
    assert any(one["kind"] == "VirtualService" for one in own)
    expected = {(NOTE, message)} if message else set()
    assert found_for(body, es(), kb(), policies=own, **block) == expected
    new = {(NOTE, message or "older-virtual-service")}
    assert found_for(body, es(), kb(), **block) == new


@pytest.mark.parametrize(
    ("body", "live", "new"),
    [
        (entry(), "", ""),
        (entry(ports=[{"number": 80, "protocol": "HTTP"}]), "cut off", "cut off"),
        (entry(ports=[{"number": 443, "protocol": "TCP"}]), "cut off", "cut off"),
        (entry(at=AFTER, ports=[]), "", "cut off"),
        (entry("apps", ports=[]), "", ""),
        (entry(hosts=["*.example.com"], ports=[]), "", ""),
        (entry(hosts=["a.example.com", "hooks.example.com"], ports=[]), "cut off", "cut off"),
    ],
)
def test_the_older_service_entry_decides(body: Body, live: str, new: str) -> None:
    made = policies_of(treated(es(), kb(), mode="strict", tls="eck", **LIMITED))
    own = [created(one, "2026-02-01") for one in made]
    assert any(one["kind"] == "ServiceEntry" for one in own)
    cut_off = {(NOT_READY, "older-service-entry")}
    assert found_for(body, es(), kb(), policies=own, **LIMITED) == (cut_off if live else set())
    assert found_for(body, es(), kb(), **LIMITED) == (cut_off if new else set())


def test_without_a_plan_nobody_knows_what_is_needed() -> None:
    assert found_for(entry(ports=[])) == set()


def test_what_the_plan_itself_has_is_no_rival() -> None:
    theirs = route(**ELSEWHERE)
    assert found_for(theirs, es(), kb(), theirs) == set()
