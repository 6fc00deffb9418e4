"""Live DestinationRules that Istio uses instead of eck-mesh's."""

from __future__ import annotations

import pytest

from eck_mesh.status.line import NOT_READY, NOTE
from tests.support.status import (
    DISABLE,
    ES,
    KB,
    PODS,
    POLICIES,
    Body,
    check,
    cluster,
    created,
    es,
    kb,
    message_id,
    not_ready,
    pod,
    policies_of,
    policy,
    treated,
)

PLANS = pytest.mark.parametrize("plan", [(), (es(), kb())], ids=["live", "plan"])
AWAY = kb("apps", "away")
BEFORE, AFTER = "2026-01-01", "2026-03-01"  # eck-mesh's live policies are of 2026-02-01
FULL = "s-es-http.logs.svc.cluster.local"
LOGS, ISTIO, APPS, OPERATOR = "logs", "istio-system", "apps", "elastic-system"


def rule(namespace: str, host: str, at: str = BEFORE, **spec: Body) -> Body:
    return policy("DestinationRule", namespace, {"host": host, **DISABLE, **spec}, at=at)


def found_for(body: Body, *plan: Body, **block: str) -> set[tuple[str, str]]:
    """State and id of the lines about this rule, beside the policies of a permissive release."""
    live = cluster(resources=[ES, KB, AWAY], pods=[*PODS, pod(AWAY)], policies=[*POLICIES, body])
    subject = f"DestinationRule/{body['metadata']['namespace']}/theirs"
    lines = check(live, *plan, **block)
    return {(line.state, message_id(line)) for line in lines if line.subject == subject}


@PLANS
@pytest.mark.parametrize(
    ("namespace", "host", "at", "state", "message"),
    [
        (LOGS, "s-es-http", BEFORE, NOT_READY, "older-destination-rule"),
        (LOGS, "s-es-http.logs.svc.cluster.local", BEFORE, NOT_READY, "older-destination-rule"),
        # Permissive has no rule for this host, and strict's will be younger.
        (LOGS, FULL, AFTER, NOT_READY, "older-destination-rule"),
        # A rule in the client's namespace takes precedence at any age.
        (OPERATOR, "*.logs.svc.cluster.local", AFTER, NOT_READY, "client-namespace-rule"),
        (APPS, FULL, AFTER, NOT_READY, "client-namespace-rule"),
        ("elsewhere", FULL, AFTER, NOTE, "namespace-rule-without-client"),
    ],
)
def test_a_rule_that_takes_precedence(
    plan: tuple[Body, ...], namespace: str, host: str, at: str, state: str, message: str
) -> None:
    assert found_for(rule(namespace, host, at), *plan) == {(state, message)}


@PLANS
@pytest.mark.parametrize(
    "body",
    [
        rule(LOGS, "s-es-transport.logs.svc.cluster.local"),  # sets what eck-mesh's rule sets
        rule(LOGS, "*.logs.svc.cluster.local"),  # eck-mesh's rule is more specific
        rule(APPS, "s-es-http.logs"),  # Istio takes a host with a dot as complete
        rule("elsewhere", "s-es-http"),  # a Service of its own namespace
        rule(ISTIO, "*.local"),  # a root namespace comes last
        rule(OPERATOR, "*.svc.corp"),  # another cluster domain
    ],
)
def test_a_rule_that_changes_nothing(plan: tuple[Body, ...], body: Body) -> None:
    assert found_for(body, *plan) == set()


@PLANS
@pytest.mark.parametrize(("port", "found"), [(9200, 1), (9300, 0)])
def test_an_entry_for_the_port_replaces_the_rest(
    plan: tuple[Body, ...], port: int, found: int
) -> None:
    entry = {"port": {"number": port}, "tls": {"mode": "DISABLE"}}
    spec = {"tls": {"mode": "ISTIO_MUTUAL"}, "portLevelSettings": [entry]}
    body = rule(LOGS, "s-es-http", trafficPolicy=spec)
    assert len(found_for(body, *plan)) == found


@PLANS
def test_a_rule_for_other_pods_of_the_clients_namespace_is_a_note(plan: tuple[Body, ...]) -> None:
    body = rule(OPERATOR, "*.local", workloadSelector={"matchLabels": {"app": "other"}})
    assert found_for(body, *plan) == {(NOTE, "namespace-rule-without-client")}


@PLANS
@pytest.mark.parametrize(
    ("labels", "state", "message"),
    [
        ({"istio": "ingressgateway"}, NOTE, "namespace-rule-without-client"),
        ({"kibana.k8s.elastic.co/name": "k"}, NOT_READY, "client-namespace-rule"),
    ],
)
def test_a_rule_for_single_pods_of_the_services_namespace(
    plan: tuple[Body, ...], labels: dict[str, str], state: str, message: str
) -> None:
    body = rule(LOGS, "s-es-http", workloadSelector={"matchLabels": labels})
    assert found_for(body, *plan) == {(state, message)}


def test_a_rule_for_single_pods_is_not_the_one_that_the_plan_has_for_the_host() -> None:
    mutual = {"tls": {"mode": "ISTIO_MUTUAL"}}
    gateway = {"host": "s-es-http", "workloadSelector": {"matchLabels": {"istio": "gateway"}}}
    spec = {**gateway, "trafficPolicy": mutual}
    own = policy("DestinationRule", LOGS, spec, name="gateway", at=BEFORE)
    strict = policies_of(treated(es(), mode="strict", tls="eck"))
    policies = [own, *(created(body, "2026-02-01") for body in strict)]
    rival = rule(LOGS, "s-es-http", "2026-01-15")
    live = cluster(resources=[ES], pods=[pod(ES)], policies=[*policies, rival])
    found = {message_id(line) for line in check(live, es(), own)}
    assert "older-destination-rule" in found


def test_a_rule_that_is_younger_than_eck_meshs_has_no_effect() -> None:
    strict = policies_of(treated(es(), mode="strict", tls="eck"))
    policies = [created(body, "2026-02-01") for body in strict]
    live = cluster(
        resources=[ES], pods=[pod(ES)], policies=[*policies, rule(LOGS, "s-es-http", AFTER)]
    )
    lines = check(live, es())
    assert not_ready(lines) == []
    found = [line.state for line in lines if message_id(line) == "younger-destination-rule"]
    assert found == [NOTE]


def test_the_client_for_which_a_rule_takes_precedence_is_named() -> None:
    lines = check(cluster(policies=[*POLICIES, rule(OPERATOR, "*.local")]), es(), kb())
    (why,) = [line.why for line in lines if message_id(line) == "client-namespace-rule"][:1]
    assert why
    assert why.values == {
        "client": "the operator",
        "namespace": OPERATOR,
        "host": "s-es-http.logs.svc.cluster.local",
        "mode": "DISABLE",
        "needed": "ISTIO_MUTUAL",
    }


def test_destination_rules_of_another_cluster_domain() -> None:
    corp = rule(OPERATOR, "*.svc.corp")
    found = {(NOT_READY, "client-namespace-rule")}
    plan = (es(), kb())
    assert found_for(corp, *plan, clusterDomain="corp") == found
    assert found_for(corp, *plan, destinationRules="never") == set()
    assert found_for(corp, *plan, clusterDomain="corp", destinationRules="never") == found


@pytest.mark.parametrize(
    ("namespace", "message"),
    [
        (LOGS, "destination-rule-contradicts-strict"),
        (ISTIO, "destination-rule-contradicts-strict"),
        (OPERATOR, "client-namespace-rule"),
    ],
)
def test_without_rules_of_eck_mesh_no_other_may_set_another_mode(
    namespace: str, message: str
) -> None:
    plan, never = (es(), kb()), {"destinationRules": "never"}
    assert found_for(rule(namespace, "*.local"), *plan, **never) == {(NOT_READY, message)}
    no_tls = rule(namespace, "*.local", trafficPolicy={"loadBalancer": {"simple": "RANDOM"}})
    assert found_for(no_tls, *plan, **never) == set()
