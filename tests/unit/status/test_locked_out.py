"""Clients without a sidecar that strict would lock out."""

from __future__ import annotations

from eck_mesh.status.live import manifest
from tests.support.resources import resource
from tests.support.status import (
    ES,
    KB,
    LABELS,
    OPERATOR,
    READY,
    agent,
    bare,
    es,
    judge,
    kb,
    only,
    pod,
    treated,
    wrong,
)


def test_a_client_outside_is_ready_only_where_the_plan_or_a_strict_policy_lets_it_in() -> None:
    """Without a plan it cannot be known; with one it is, and once it runs too."""
    live = READY._replace(
        resources=[*READY.resources, manifest(kb(name="old"))],
        pods=[*READY.pods, pod(kb(name="old"), "")],
    )
    only(judge(live), "old-kb-0", "asks for no mesh")
    only(
        judge(live, es(), kb()),
        "logs/old-kb-0",
        "which is not of these, and strict locks it out of Elasticsearch/logs/s",
    )
    assert wrong(judge(live, es(), kb(), unmeshedClients=True)) == []


def test_a_client_of_another_namespace_is_seen_whether_it_runs_or_not() -> None:
    away = kb("apps", "away")
    running = READY._replace(
        resources=[*READY.resources, manifest(away)], pods=[*READY.pods, pod(away, "")]
    )
    only(judge(running, es()), "apps/away-kb-0", "locks it out of Elasticsearch/logs/s")
    only(
        judge(running._replace(pods=READY.pods), es(), kb()),
        "apps/away",
        "locks it out of Elasticsearch/logs/s",
    )
    assert wrong(judge(running._replace(pods=[*READY.pods, pod(away)]), es(), kb())) == []


def test_an_agent_behind_a_fleet_server_dials_elasticsearch() -> None:
    fleet = resource(
        "agent.k8s.elastic.co/v1alpha1",
        "Agent",
        "f",
        {"fleetServerEnabled": True, "elasticsearchRefs": [{"name": "s"}]},
    )
    client = resource(
        "agent.k8s.elastic.co/v1alpha1",
        "Agent",
        "a",
        {"daemonSet": {}, "fleetServerRef": {"name": "f"}},
    )
    for of in fleet, client:
        of["metadata"]["namespace"] = "logs"
    live = READY._replace(
        resources=[*READY.resources, manifest(fleet), manifest(client)],
        pods=[*READY.pods, pod(client, "")],
    )
    only(judge(live, es(), kb()), "logs/a-agent-0", "locks it out of Elasticsearch/logs/s")


def test_autoops_dials_what_its_selector_takes() -> None:
    autoops = resource(
        "autoops.k8s.elastic.co/v1alpha1",
        "AutoOpsAgentPolicy",
        "o",
        {"resourceSelector": {"matchLabels": {"a": "b"}}},
    )
    autoops["metadata"]["namespace"] = "logs"
    labelled = {**ES, "metadata": {**ES["metadata"], "labels": {"a": "b"}}}
    live = READY._replace(
        resources=[manifest(labelled), manifest(KB), manifest(autoops)],
        pods=[*READY.pods, pod(autoops, "")],
    )
    only(judge(live), "o-autoops-0", "asks for no mesh, and dials Elasticsearch/logs/s.")
    assert (
        wrong(judge(live._replace(resources=[*READY.resources, manifest(autoops)]))) == []
    )  # it takes none
    assert (
        wrong(judge(live._replace(pods=[*READY.pods, pod(autoops)]))) != []
    )  # nobody asked for the sidecar that it has
    (inside,) = treated(autoops)
    only(
        judge(live._replace(pods=[*READY.pods, pod(inside, "")]), es(), kb(), autoops),
        "o-autoops-0",
        "nobody did it",
    )
    assert wrong(judge(live._replace(pods=[*READY.pods, pod(inside)]), es(), kb(), autoops)) == []


HOST = {"spec": {"hostNetwork": True}}


def test_an_agent_on_the_hosts_network_is_ready_where_it_is_let_in() -> None:
    """Also where its namespace injects, which no such pod gets."""
    live = READY._replace(
        resources=[*READY.resources, manifest(agent(**HOST))],
        pods=[*READY.pods, pod(agent(**HOST), "")],
    )
    live = live._replace(labels={**LABELS, "logs": {"istio-injection": "enabled"}})
    assert wrong(judge(live, es(), kb(), agent(**HOST))) == []
    only(judge(live), "a-agent-0", "only the plan knows: `helm template … | eck-mesh status -`")
    strict = [
        manifest(m)
        for m in treated(es(), kb(), agent(**HOST), mode="strict", tls="eck")
        if "istio.io" in m["apiVersion"]
    ]
    assert wrong(judge(live._replace(policies=strict))) == []  # runs so already


OUTSIDE = {"operator": {"meshed": False}}


def test_an_operator_that_nobody_finds_is_not_ready_where_strict_would_lock_it_out() -> None:
    nobody = READY._replace(operators=[])
    for plan in ((), (es(), kb())):
        only(judge(nobody, *plan), "elastic-operator", "Name its namespace: --operator-namespace.")
    assert wrong(judge(nobody, es(), kb(), **OUTSIDE)) == []


def test_an_operator_outside_is_ready_where_the_plan_lets_it_in_wherever_it_is() -> None:
    live = READY._replace(operators=[bare("op-0", "eck", "")])
    for plan in ((), (es(), kb())):
        only(
            judge(live, *plan),
            "eck/op-0",
            "strict would lock it out of Elasticsearch/logs/s, Kibana/logs/k. Give it its sidecar",
        )
    assert wrong(judge(live, es(), kb(), **OUTSIDE)) == []
    assert wrong(judge(READY._replace(operators=[bare("op-0", "eck", "classic")]))) == []
    both = judge(READY._replace(operators=[OPERATOR, bare("op-0", "eck", "")]))
    assert wrong(both) == []
    assert "not looked at, as elastic-system has one" in next(
        line.text for line in both if line.what == "eck/op-0"
    )
