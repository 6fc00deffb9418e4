"""The lines of pods: is each in the mesh as its resource requests, and as strict needs it?"""

from __future__ import annotations

import pytest

from eck_mesh.status.line import NOTE, READY
from tests.support.resources import resource
from tests.support.status import (
    ES,
    KB,
    LABELS,
    NOT_INJECTED,
    PODS,
    POLICIES,
    Body,
    agent,
    assert_only,
    bare_pod,
    captured,
    check,
    cluster,
    es,
    in_namespace,
    kb,
    message_id,
    not_ready,
    pod,
    policies_of,
    treated,
)

PLANS = pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
INJECTING = {**LABELS, "logs": {"istio-injection": "enabled"}}
HOST_NETWORK = agent(spec={"hostNetwork": True})


def test_without_a_plan_pods_that_request_no_mesh_are_not_ready() -> None:
    live = cluster(resources=[es(), kb()], pods=[pod(es(), ""), pod(kb(), "")], policies=[])
    outside = "pod-outside-mesh"
    assert not_ready(check(live)) == [("s-es-0", outside), ("k-kb-0", outside)]


def test_pods_that_are_older_than_their_mode() -> None:
    before = cluster(pods=[pod(es(), ""), pod(KB)])
    assert_only(check(before, es(), kb()), "s-es-0", "pod-older-than-mode")
    excluded = kb(podTemplate={"metadata": {"labels": NOT_INJECTED}})
    after = cluster(resources=[ES, excluded])
    assert_only(check(after), "k-kb-0", "pod-older-than-exclusion", resource="Kibana/logs/k")


@pytest.mark.parametrize("plan", [(), (es(),)], ids=["live", "plan"])
def test_a_sidecar_from_the_namespace_alone_captures_the_port_of_nodes(
    plan: tuple[Body, ...],
) -> None:
    live = cluster(resources=[es()], pods=[pod(es())], labels=INJECTING)
    lines = check(live, *plan)
    assert_only(lines, "s-es-0", "sidecar-captures-port", direction="inbound", port="9300")


def test_a_tls_mode_label_by_which_clients_send_plaintext() -> None:
    labels = {"security.istio.io/tlsMode": "disabled"}
    live = cluster(pods=[pod(ES, **labels), pod(KB)])
    assert_only(check(live), "s-es-0", "tls-mode-label", value="disabled")


@PLANS
def test_a_pod_of_a_removed_node_set_is_ready_inside_the_mesh_only(plan: tuple[Body, ...]) -> None:
    outside = cluster(pods=[*PODS, pod(ES, "", "old")])
    owner = {"resource": "Elasticsearch/logs/s"}
    assert_only(check(outside, *plan), "s-es-0", "pod-of-removed-node-set", **owner)
    lines = check(cluster(pods=[*PODS, pod(ES, "native", "old")]), *plan)
    assert not_ready(lines) == []
    states = [line.state for line in lines if message_id(line) == "removed-node-set-in-mesh"]
    assert states == [READY]


def test_pods_that_do_not_exist_yet_are_a_note() -> None:
    lines = check(cluster(pods=[], policies=POLICIES), es(), kb())
    assert not_ready(lines) == []
    found = [(line.state, line.subject) for line in lines if message_id(line) == "no-pods-yet"]
    assert found == [(NOTE, "Elasticsearch/logs/s"), (NOTE, "Kibana/logs/k")]


def test_a_client_on_the_host_network_is_ready_where_strict_accepts_it() -> None:
    """Also in a namespace that requests injection, which such a pod never gets."""
    resources, pods = [ES, KB, HOST_NETWORK], [*PODS, pod(HOST_NETWORK, "")]
    live = cluster(resources=resources, pods=pods, labels=INJECTING)
    assert not_ready(check(live, es(), kb(), HOST_NETWORK)) == []
    targets = {"targets": "Elasticsearch/logs/s"}
    assert_only(check(live), "a-agent-0", "host-network-client-outside-mesh", **targets)
    strict = policies_of(treated(es(), kb(), HOST_NETWORK, mode="strict", tls="eck"))
    live = cluster(resources=resources, pods=pods, labels=INJECTING, policies=strict)
    assert not_ready(check(live)) == []  # strict is live already, and accepts the client


def test_an_autoops_policy_is_a_client_of_what_its_selector_selects() -> None:
    api, spec = "autoops.k8s.elastic.co/v1alpha1", {"resourceSelector": {"matchLabels": {"a": "b"}}}
    autoops = in_namespace("logs", resource(api, "AutoOpsAgentPolicy", "o", spec))
    selected = {**ES, "metadata": {**ES["metadata"], "labels": {"a": "b"}}}
    pods = [*PODS, pod(autoops, "")]
    live = cluster(resources=[selected, KB, autoops], pods=pods)
    targets = {"targets": "Elasticsearch/logs/s"}
    assert_only(check(live), "o-autoops-0", "client-outside-mesh", **targets)
    assert not_ready(check(cluster(resources=[ES, KB, autoops], pods=pods))) == []


def test_the_pod_of_an_autoops_policy_needs_the_sidecar_that_its_plan_requests() -> None:
    api, spec = "autoops.k8s.elastic.co/v1alpha1", {"resourceSelector": {"matchLabels": {"a": "b"}}}
    autoops = in_namespace("logs", resource(api, "AutoOpsAgentPolicy", "o", spec))
    (inside,) = treated(autoops)
    plan = (es(), kb(), autoops)
    without = cluster(resources=[ES, KB, autoops], pods=[*PODS, pod(inside, "")])
    assert_only(check(without, *plan), "o-autoops-0", "sidecar-not-injected")
    with_it = cluster(resources=[ES, KB, autoops], pods=[*PODS, pod(inside)])
    assert not_ready(check(with_it, *plan)) == []
    assert_only(check(with_it), "o-autoops-0", "pod-older-than-exclusion")


def test_a_pod_in_ambient_mode_needs_the_cni_agent_and_no_sidecar() -> None:
    bodies = treated(es(), kb(), dataPlane="ambient")
    resources = [body for body in bodies if body["kind"] in ("Elasticsearch", "Kibana")]
    pods = [pod(body, "") for body in resources]
    operator = {"operators": [captured(bare_pod("op-0", "eck", ""))]}
    live = cluster(resources=resources, pods=pods, policies=[], revisions=[], **operator)
    missed = "pod-not-captured"
    assert not_ready(check(live)) == [("s-es-0", missed), ("k-kb-0", missed)]
    pods = list(map(captured, pods))
    live = cluster(resources=resources, pods=pods, policies=[], revisions=[], **operator)
    for plan in ((), (es(), kb())):
        assert not_ready(check(live, *plan, dataPlane="ambient")) == []
