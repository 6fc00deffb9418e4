"""The second opinion on who gets in (tests/support/reach.py): it agrees with the golden files, and sees what they prevent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support import reach
from tests.support.cases import CASES

OPEN = (  # everything in it is strict, and clients come from outside
    "clients/a-beat-on-the-host-network-is-outside-the-mesh",
    "clients/clients-of-a-load-balancer-are-allowed-over-eck-tls",
    "clients/an-agent-on-the-host-network-connects-to-all-that-fleet-names",
    "clients/clients-of-an-ingress-are-allowed-over-eck-tls",
    "clients/autoops-outside-the-mesh-is-allowed-where-its-selector-matches",
    "clients/logstash-allows-clients-of-its-exposed-services",
    "clients/clients-of-node-ports-and-external-ips-are-allowed",
    "clients/clients-of-user-defined-services-are-allowed-over-eck-tls",
    "clients/clients-of-traefik-are-allowed-over-eck-tls",
)
SHUT = (
    "pods/the-three-resources-of-elastics-page",
    "pods/every-node-set-gets-the-same",
    "pods/autoops-pods-are-selected-by-their-labels",
)


def objects(case: str) -> list[Any]:
    return [
        o
        for o in yaml.load_all(
            (CASES / "strict" / case / "output.yaml").read_text(), yaml.CSafeLoader
        )
        if o
    ]


@pytest.mark.parametrize("case", [*OPEN, *SHUT])
def test_the_second_opinion_agrees_with_the_plan(case: str) -> None:
    assert reach.strict_is_true(reach.index(objects(case), "prod")) == []


@pytest.mark.parametrize("case", OPEN)
def test_it_finds_each_missing_exception(case: str) -> None:
    found = objects(case)
    for policy in found:
        for port in (
            (policy["spec"].get("portLevelMtls") or {})
            if policy["kind"] == "PeerAuthentication"
            else ()
        ):
            kept = policy["spec"]["portLevelMtls"]
            policy["spec"]["portLevelMtls"] = {
                other: mode for other, mode in kept.items() if other != port
            }
            wrong = reach.strict_is_true(reach.index(found, "prod"))
            assert any("cannot reach" in text for text in wrong), (policy["metadata"]["name"], port)
            policy["spec"]["portLevelMtls"] = kept


@pytest.mark.parametrize("case", SHUT)
def test_it_finds_an_exception_that_no_client_needs(case: str) -> None:
    found = objects(case)
    for policy in found:
        if policy["kind"] == "PeerAuthentication":
            policy["spec"]["portLevelMtls"] = {
                str(port): {"mode": "PERMISSIVE"} for port in (9200, 5601, 8200)
            }
    assert any(
        "lets everybody in" in text for text in reach.strict_is_true(reach.index(found, "prod"))
    )
