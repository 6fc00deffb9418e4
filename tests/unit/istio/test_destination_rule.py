"""What a DestinationRule says of TLS, and for which hosts it is."""

from __future__ import annotations

from typing import Any

import pytest

from eck_mesh.istio.destination_rule import RulesByHost, matches_host, rule_tls
from eck_mesh.istio.traffic_policy import http_pool, idle_timeout, tuned_policy
from eck_mesh.manifests.manifest import Manifest, Ref

HOST = "es-es-http.prod.svc.cluster.local"
MUTUAL = {"tls": {"mode": "ISTIO_MUTUAL"}}


def rule(host: str, namespace: str = "prod", **spec: Any) -> Manifest:
    ref = Ref("networking.istio.io", "DestinationRule", namespace, "rule")
    return Manifest(ref, {"spec": {"host": host, **spec}}, 1)


def entry(port: int, **policy: Any) -> dict[str, Any]:
    return {"port": {"number": port}, **policy}


@pytest.mark.parametrize(
    ("spec", "modes"),
    [
        ({}, {""}),
        ({"trafficPolicy": MUTUAL}, {"ISTIO_MUTUAL"}),
        ({"trafficPolicy": {"tls": {"sni": "es"}}}, {"DISABLE"}),
        ({"trafficPolicy": {"tls": None}}, {""}),
        # An entry for a port inherits nothing.
        ({"trafficPolicy": {**MUTUAL, "portLevelSettings": [entry(9200)]}}, {""}),
        ({"trafficPolicy": {**MUTUAL, "portLevelSettings": [entry(9300)]}}, {"ISTIO_MUTUAL"}),
        # A subset's policy inherits TLS, but not where it has an entry for the port.
        (
            {"trafficPolicy": MUTUAL, "subsets": [{"trafficPolicy": {"loadBalancer": {}}}]},
            {"ISTIO_MUTUAL"},
        ),
        (
            {
                "trafficPolicy": MUTUAL,
                "subsets": [{"trafficPolicy": {"portLevelSettings": [entry(9200)]}}],
            },
            {"ISTIO_MUTUAL", ""},
        ),
        (
            {
                "trafficPolicy": {"portLevelSettings": [entry(9200, **MUTUAL)]},
                "subsets": [{"trafficPolicy": {"tls": {"mode": "SIMPLE"}}}],
            },
            {"ISTIO_MUTUAL", "SIMPLE"},
        ),
        ({"trafficPolicy": MUTUAL, "subsets": [{"name": "v1"}]}, {"ISTIO_MUTUAL"}),
    ],
)
def test_the_tls_modes_of_a_port(spec: dict[str, Any], modes: set[str]) -> None:
    assert rule_tls(spec).modes([9200]) == modes


@pytest.mark.parametrize(
    ("host", "namespace", "matches"),
    [
        ("es-es-http", "prod", True),
        ("es-es-http", "other", False),
        (HOST, "other", True),
        ("es-es-http.prod", "prod", False),  # Istio completes only a host without a dot
        ("es-es-http.prod.svc", "prod", False),
        ("*.prod.svc.cluster.local", "other", True),
        ("*", "other", True),
        ("*.es-es-http.prod.svc.cluster.local", "prod", False),
    ],
)
def test_the_hosts_that_a_rule_is_for(host: str, namespace: str, matches: bool) -> None:
    one = rule(host, namespace)
    assert matches_host(one, HOST) == matches
    rules = RulesByHost([one])
    assert bool(rules.exactly_for(HOST) + rules.wildcards_for(HOST)) == matches
    half_named = host in ("es-es-http.prod", "es-es-http.prod.svc")
    assert bool(rules.half_named_for(HOST)) == half_named


def test_what_users_add_is_in_every_entry_of_the_mode() -> None:
    pool: dict[str, Any] = {"connectionPool": {"tcp": {"maxConnections": 5}}}
    mode = {**MUTUAL, "portLevelSettings": [entry(9443, tls={"mode": "DISABLE"})]}
    budget = {"retryBudget": {"percent": 5}}  # an entry has none
    tuned = tuned_policy(mode, {**pool, **budget}, [9200, 9443])
    assert tuned == {
        **MUTUAL,
        "portLevelSettings": [entry(9443, tls={"mode": "DISABLE"}, **pool)],
        **pool,
        **budget,
    }


def test_an_entry_of_the_users_has_the_tls_of_the_mode() -> None:
    random = {"loadBalancer": {"simple": "RANDOM"}}
    mode = {**MUTUAL, "portLevelSettings": [entry(9443, tls={"mode": "DISABLE"})]}
    theirs = [entry(9200, **random), entry(9443, **random), entry(80, **random)]
    tuned = tuned_policy(mode, {"portLevelSettings": theirs}, [9200, 9443])
    assert tuned["portLevelSettings"] == [
        entry(9443, tls={"mode": "DISABLE"}, **random),
        entry(9200, **MUTUAL, **random),
    ]
    assert tuned_policy({}, {"portLevelSettings": theirs[:1]}, [9200]) == {
        "portLevelSettings": theirs[:1]
    }


def test_a_connection_pool_of_the_mode_and_one_of_the_users_are_one() -> None:
    mode = {**MUTUAL, **http_pool(idle_timeout(120))}
    tcp = {"connectionPool": {"tcp": {"maxConnections": 5}}}
    both = {"connectionPool": {"http": {"idleTimeout": "60s"}, **tcp["connectionPool"]}}
    assert tuned_policy(mode, tcp, [5601]) == {**MUTUAL, **both}
    theirs: dict[str, Any] = {"connectionPool": {"http": {"idleTimeout": "1h"}}}
    assert tuned_policy(mode, theirs, [5601]) == {**MUTUAL, **theirs}
    of_port = {"portLevelSettings": [entry(5601, **tcp)]}
    entries = tuned_policy(mode, of_port, [5601])["portLevelSettings"]
    assert entries == [entry(5601, **MUTUAL, **both)]
