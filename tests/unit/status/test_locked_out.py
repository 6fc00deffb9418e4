"""Clients without a sidecar that strict would reject, which the plan does not have."""

from __future__ import annotations

import yaml

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from eck_mesh.status.line import READY
from eck_mesh.status.readiness import readiness
from tests.support.resources import resource
from tests.support.status import (
    ES,
    INJECTED,
    KB,
    NOT_INJECTED,
    PODS,
    assert_only,
    check,
    cluster,
    es,
    in_namespace,
    kb,
    not_ready,
    pod,
    treated,
)

LOCKED_OUT = "client-of-another-release-locked-out"
FROM_ES = {"targets": "Elasticsearch/logs/s"}
AWAY = kb("apps", "away")


def test_a_client_that_is_not_in_the_plan_is_ready_where_the_plan_accepts_everyone() -> None:
    old = kb(name="old")
    live = cluster(resources=[ES, KB, old], pods=[*PODS, pod(old, "")])
    assert_only(check(live), "old-kb-0", "pod-outside-mesh")
    found = {**FROM_ES, "resource": "Kibana/logs/old"}
    assert_only(check(live, es(), kb()), "logs/old-kb-0", LOCKED_OUT, **found)
    assert not_ready(check(live, es(), kb(), unmeshedClients=True)) == []


def test_a_client_in_the_plan_is_not_ready_where_the_planned_policies_reject_it() -> None:
    """As in a compiled stream whose policies are older than the exclusion of the client."""
    excluded = kb(podTemplate={"metadata": {"labels": NOT_INJECTED}})
    compiled = [*treated(es(), mode="strict", tls="eck"), excluded]
    plan = render(yaml.safe_dump_all(compiled), Flags(namespace="logs")).after
    live = cluster(resources=[ES, excluded], pods=[pod(ES), pod(excluded, "")])
    lines = list(readiness(live, plan, ["logs"], "elastic-system"))
    assert_only(lines, "k-kb-0", "client-locked-out", **FROM_ES)


def test_a_client_in_another_namespace_is_found_whether_it_runs_or_not() -> None:
    resources = [ES, KB, AWAY]
    running = cluster(resources=resources, pods=[*PODS, pod(AWAY, "")])
    assert_only(check(running, es(), kb()), "apps/away-kb-0", LOCKED_OUT, **FROM_ES)
    assert_only(check(cluster(resources=resources), es(), kb()), "apps/away", LOCKED_OUT, **FROM_ES)


def test_a_client_in_another_namespace_is_ready_with_a_sidecar() -> None:
    running = cluster(resources=[ES, KB, AWAY], pods=[*PODS, pod(AWAY)])
    lines = check(running, es(), kb())
    assert not_ready(lines) == []
    assert "apps/away-kb-0" in [line.subject for line in lines if line.state == READY]
    meshed = kb("apps", "away", podTemplate={"metadata": {"labels": INJECTED}})
    assert not_ready(check(cluster(resources=[ES, KB, meshed]), es(), kb())) == []


def test_an_agent_behind_a_fleet_server_connects_to_elasticsearch() -> None:
    api, refs = "agent.k8s.elastic.co/v1alpha1", [{"name": "s"}]
    server = resource(api, "Agent", "f", {"fleetServerEnabled": True, "elasticsearchRefs": refs})
    client = resource(api, "Agent", "a", {"daemonSet": {}, "fleetServerRef": {"name": "f"}})
    bodies = [in_namespace("logs", body) for body in (server, client)]
    live = cluster(resources=[ES, KB, *bodies], pods=[*PODS, pod(client, "")])
    assert_only(check(live, es(), kb()), "logs/a-agent-0", LOCKED_OUT, **FROM_ES)
