"""Policies not created by eck-mesh that take precedence over ours."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.status.live import manifest
from tests.support.status import (
    DISABLE,
    ES,
    READY,
    Body,
    es,
    judge,
    kb,
    pod,
    policy,
    treated,
    with_policy,
    wrong,
)


@pytest.mark.parametrize(
    ("host", "namespace", "at", "said"),
    [
        ("s-es-http", "logs", "2026-01-01", "not"),  # older, by its short name
        ("s-es-http.logs.svc.cluster.local", "logs", "2026-01-01", "not"),
        (
            "s-es-http.logs",
            "logs",
            "2026-03-01",
            "not",
        ),  # older than ours, which permissive does not make
        ("s-es-transport.logs", "logs", "2026-01-01", ""),  # what ours says
        ("*.logs.svc.cluster.local", "logs", "2026-01-01", ""),  # ours is the more specific one
        (
            "*.logs.svc.cluster.local",
            "elastic-system",
            "2026-03-01",
            "not",
        ),  # asked first, whatever its age
        ("s-es-http.logs", "apps", "2026-03-01", "not"),  # there is a client
        ("s-es-http.logs", "elsewhere", "2026-03-01", "note"),
        ("s-es-http", "elsewhere", "2026-03-01", ""),  # another Service, of its own namespace
        ("*.local", "istio-system", "2026-01-01", ""),  # asked last
    ],
)
@pytest.mark.parametrize("plan", [(), (es(), kb())])
def test_whose_destination_rule_counts(
    plan: tuple[Body, ...], host: str, namespace: str, at: str, said: str
) -> None:
    away = kb("apps", "away")
    live = with_policy(policy("DestinationRule", namespace, {"host": host, **DISABLE}, at=at))
    live = live._replace(
        resources=[*READY.resources, manifest(away)], pods=[*READY.pods, pod(away)]
    )
    found = dict.fromkeys(
        line.state for line in judge(live, *plan) if line.what.endswith("/theirs")
    )
    assert list(found) == ([said] if said else [])


def test_ours_that_is_older_counts() -> None:
    ours = [m for m in treated(es(), mode="strict", tls="eck") if "istio" in m["apiVersion"]]
    strict = [
        policy(m["kind"], "logs", m["spec"], m["metadata"]["name"], "2026-02-01") for m in ours
    ]
    younger = policy("DestinationRule", "logs", {"host": "s-es-http", **DISABLE}, at="2026-03-01")
    live = READY._replace(resources=[manifest(ES)], pods=[pod(ES)], policies=[*strict, younger])
    (line,) = [line for line in judge(live, es()) if line.what.endswith("/theirs")]
    words = "is for s-es-http.logs.svc.cluster.local too, and does nothing: ours is older"
    assert (line.state, line.text) == ("note", words)


def test_rules_of_another_cluster_domain() -> None:
    live = with_policy(
        policy("DestinationRule", "elastic-system", {"host": "*.svc.corp", **DISABLE})
    )
    assert wrong(judge(live, es(), kb())) == []
    found = wrong(judge(live, es(), kb(), clusterDomain="corp"))
    assert {what for what, _ in found} == {"DestinationRule/elastic-system/theirs"}
    assert "from the operator there" in found[0][1]
    assert wrong(judge(live, es(), kb(), destinationRules="never")) == []
    found = wrong(judge(live, es(), kb(), clusterDomain="corp", destinationRules="never"))
    assert {what for what, _ in found} == {"DestinationRule/elastic-system/theirs"}


def test_a_rule_for_other_pods_of_the_clients_namespace() -> None:
    spec = {
        "host": "*.logs.svc.cluster.local",
        **DISABLE,
        "workloadSelector": {"matchLabels": {"app": "other"}},
    }
    live = with_policy(policy("DestinationRule", "elastic-system", spec))
    assert wrong(judge(live, es(), kb())) == []


STRICT_MESH = policy("PeerAuthentication", "istio-system", {"mtls": {"mode": "STRICT"}}, "default")
SELECTOR = {"selector": {"matchLabels": {"common.k8s.elastic.co/type": "elasticsearch"}}}


@pytest.mark.parametrize(
    ("policies", "said"),
    [
        (
            [],
            {
                "Elasticsearch/logs/s": "its pods would be PERMISSIVE",
                "Kibana/logs/k": "its pods would be PERMISSIVE",
            },
        ),
        ([STRICT_MESH], {}),
        (
            [
                STRICT_MESH,
                policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "DISABLE"}}),
            ],
            {"PeerAuthentication/logs/theirs": "its pods would be DISABLE"},
        ),
        (
            [  # the oldest alone counts, whichever is first in the list
                policy(
                    "PeerAuthentication",
                    "logs",
                    {**SELECTOR, "mtls": {"mode": "DISABLE"}},
                    "younger",
                    "2026-03-01",
                ),
                policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "STRICT"}}),
                STRICT_MESH,
            ],
            {},
        ),
        (
            [
                STRICT_MESH,
                policy(
                    "PeerAuthentication",
                    "logs",
                    {**SELECTOR, "portLevelMtls": {"9200": {"mode": "DISABLE"}}},
                ),
            ],
            {"PeerAuthentication/logs/theirs": "port 9200 of its pods would be DISABLE"},
        ),
    ],
)
def test_without_policies_of_ours_others_have_to_be_strict(
    policies: list[Any], said: dict[str, str]
) -> None:
    found = dict(
        wrong(judge(READY._replace(policies=policies), es(), kb(), peerAuthentications=False))
    )
    assert found.keys() == said.keys()
    assert all(said[what] in text for what, text in found.items())


@pytest.mark.parametrize("namespace", ["logs", "elastic-system", "istio-system"])
def test_without_rules_of_ours_no_other_may_say_otherwise(namespace: str) -> None:
    rule = policy("DestinationRule", namespace, {"host": "*.local", **DISABLE})
    live = READY._replace(policies=[rule])
    assert {what for what, _ in wrong(judge(live, es(), kb(), destinationRules="never"))} == {
        f"DestinationRule/{namespace}/theirs"
    }
    silent = policy(
        "DestinationRule",
        namespace,
        {"host": "*.local", "trafficPolicy": {"loadBalancer": {"simple": "RANDOM"}}},
    )
    assert (
        wrong(judge(READY._replace(policies=[silent]), es(), kb(), destinationRules="never")) == []
    )


@pytest.mark.parametrize("plan", [(), (es(), kb())])
@pytest.mark.parametrize(("at", "state"), [("2026-01-01", "not"), ("2026-03-01", "note")])
def test_the_oldest_policy_that_selects_our_pods(
    plan: tuple[Body, ...], at: str, state: str
) -> None:
    live = with_policy(
        policy("PeerAuthentication", "logs", {**SELECTOR, "mtls": {"mode": "DISABLE"}}, at=at)
    )
    (line,) = [line for line in judge(live, *plan) if line.what == "PeerAuthentication/logs/theirs"]
    assert line.state == state
