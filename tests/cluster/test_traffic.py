"""What packets do under each mode, with real sidecars, is what `eck-mesh reach` says (how it runs: data_plane.py).

Each test asks every connection of reach that the stack has pods for (support/promises.py), and some by hand: a model that
is wrong cannot agree with itself in those.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.data_plane import Answer
from tests.cluster.support.running import Make

HTTP, HTTPS = "9200:http", "9200:https"
REFUSED = Answer("refused", "", False)
MUTUAL, PAST = Answer("200", "mTLS", False), Answer("200", "TLS", True)


def test_strict_without_ecks_tls(make: Make) -> None:
    stack = make({"mode": "strict"}, HTTP)
    assert stack.keeps_promises() >= 10
    stack.asks("client", f"http://{stack.service(9200)}/", MUTUAL)
    stack.asks("naked", f"https://{stack.pod(9200)}/", REFUSED)
    stack.asks(
        "client", f"http://{stack.address(9200)}/", REFUSED
    )  # a bare address is no name that Istio knows
    stack.asks("s-es-one-1", f"https://{stack.address(9300)}/", PAST)


def test_strict_with_ecks_tls_inside(make: Make) -> None:
    stack = make({"mode": "strict", "tls": "eck"}, HTTPS)
    assert stack.keeps_promises() >= 10
    stack.asks("client", f"https://{stack.address(9200)}/", MUTUAL)
    stack.asks("naked", f"https://{stack.pod(9200)}/", REFUSED)
    stack.asks("naked", f"https://{stack.address(9300)}/", PAST)


def test_permissive_then_strict_without_a_gap(make: Make) -> None:
    stack = make({"mode": "permissive", "tls": "eck"}, HTTPS)
    url = f"https://{stack.pod(9200)}/"
    assert stack.keeps_promises() >= 10
    stack.asks("client", url, MUTUAL)
    stack.asks("naked", url, Answer("200", "TLS", False))
    stack.apply({"mode": "strict", "tls": "eck"})
    during = [stack.plane.ask("client", url) for _ in range(10)]
    assert set(during) == {MUTUAL}
    stack.asks("naked", url, REFUSED)
    assert stack.plane.ask("client", url) == MUTUAL
    assert stack.keeps_promises() >= 10


def test_permissive_without_ecks_tls(make: Make) -> None:
    stack = make({"mode": "permissive", "tls": "istio"}, HTTP)
    assert stack.keeps_promises() >= 10
    stack.asks("client", f"http://{stack.pod(9200)}/", MUTUAL)
    stack.asks("naked", f"http://{stack.pod(9200)}/", Answer("200", "plain", False))


@pytest.mark.parametrize("mesh", [{"unmeshedClients": True}, {"operator": {"meshed": False}}])
def test_clients_outside_get_in_by_ecks_tls_on_that_port_alone(
    make: Make, mesh: dict[str, Any]
) -> None:
    stack = make({"mode": "strict", **mesh}, HTTPS, "9999:https")
    url = f"https://{stack.pod(9200)}/"
    stack.asks("naked", url, Answer("200", "TLS", False))
    stack.asks("client", url, MUTUAL)
    stack.asks("naked", f"https://{stack.address(9999)}/", REFUSED)
    assert stack.keeps_promises() >= 10


@pytest.mark.parametrize("mode", ["permissive", "strict"])
def test_the_remote_cluster_server_is_not_the_meshs(make: Make, mode: str) -> None:
    """9443 by the Service and by the pods' names, from clients whose own pods do not leave it out."""
    server = {"remoteClusterServer": {"enabled": True}}
    stack = make({"mode": mode, "tls": "eck"}, HTTPS, "9443:https", **server)
    assert stack.keeps_promises() >= 15
    stack.asks("client", f"https://{stack.service(9443, 'es-remote-cluster')}/", PAST)
    stack.asks("naked", f"https://{stack.pod(9443)}/", PAST)
    stack.asks("client", f"https://{stack.pod(9200)}/", MUTUAL)


def test_excluded_under_a_rule_for_everyone(bed: Bed, namespace: str, make: Make) -> None:
    everyone = {
        "host": f"*.{namespace}.svc.cluster.local",
        "trafficPolicy": {"tls": {"mode": "ISTIO_MUTUAL"}},
    }
    rule = {
        "apiVersion": "networking.istio.io/v1",
        "kind": "DestinationRule",
        "metadata": {"name": "all", "namespace": namespace},
    }
    bed.apply({**rule, "spec": everyone})
    stack = make({"mode": "excluded"}, HTTPS)
    wheres = [stack.service(9200), stack.pod(9200)]
    for where in wheres:
        stack.asks("client", f"https://{where}/", Answer("200", "TLS", True))
    bed.delete("destinationrule", namespace, "s-es-http", "s-es-one")
    for where in wheres:
        stack.asks("client", f"https://{where}/", REFUSED)
