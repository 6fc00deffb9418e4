"""A pod of Elasticsearch is replaced and has another address: what clients with a sidecar see who kept their connections.

Elasticsearch is a stand-in, and nobody has the old address afterwards, where the test bed resets connections at once. Where a
network drops them, each request fails after 10 s instead, the client's time or Envoy's. The clients do with connections what
ECK's operator does (pkg/controller/common/http/http_client.go): it keeps them, without a limit.
"""

from __future__ import annotations

import time

from tests.cluster.support.kept import answers, keep_asking, operators_annotations, replace
from tests.cluster.support.live import pod
from tests.cluster.support.running import Make, Stack
from tests.support.helm import Helm

# Everything in a DestinationRule that speaks of failures, connections or their age.
TUNED = {
    "outlierDetection": {
        "consecutive5xxErrors": 1,
        "consecutiveGatewayErrors": 1,
        "interval": "1s",
        "baseEjectionTime": "5s",
        "maxEjectionPercent": 100,
    },
    "connectionPool": {
        "tcp": {
            "connectTimeout": "1s",
            "idleTimeout": "1s",
            "maxConnectionDuration": "2s",
        },
        "http": {"maxRequestsPerConnection": 1, "idleTimeout": "1s"},
    },
}
LATER = 12  # seconds in which something would have changed: more than all of TUNED, and twice the operator's 5 s


def start_operator(stack: Stack, annotations: dict[str, str]) -> None:
    """A pod with the sidecar that the operator has."""
    body = pod("operator", {"sidecar.istio.io/inject": "true"})
    body["metadata"]["annotations"] = annotations
    stack.bed.apply(body, namespace=stack.namespace)
    stack.plane.start("operator")
    stack.plane.ready("operator")


def test_without_ecks_tls_a_kept_connection_stays_at_the_old_address(
    make: Make, helm3: Helm
) -> None:
    mesh = {"mode": "strict", "trafficPolicy": TUNED}
    stack = make(mesh, "9200:http")
    plane, url = stack.plane, f"http://{stack.pod(9200)}/"
    start_operator(stack, operators_annotations(helm3, stack.namespace))
    stack.bed.wait("all answer", lambda: plane.curl("operator", url)[0] == "200", 8)
    client, operator = (keep_asking(plane, who, url) for who in ("client", "operator"))
    service = f"http://{stack.service(9200, 'es-internal-http')}/"
    by_service = keep_asking(plane, "client", service)
    stack.bed.wait(
        "all ask", lambda: all(answers(plane, a) for a in (client, operator, by_service))
    )
    assert {one.status for one in answers(plane, operator)} == {200}
    ready = replace(plane, "s-es-one-0", "9200:http", "9300:https")
    stack.bed.wait(
        "the client reaches the new one",
        lambda: plane.curl("client", url)[0] == "200",
        8,
    )
    now = time.time()
    time.sleep(LATER)
    kept = answers(plane, client, now)
    assert {(one.status, one.said.partition(".")[0]) for one in kept} == {
        (503, "upstream connect error or disconnect/reset before headers")
    }
    followed = answers(plane, operator)
    failed = [one.at for one in followed if one.status != 200]
    assert failed, "the pod was away"
    assert max(failed) < ready + 6, "5 s, and the request that ends the connection"
    assert {one.status for one in followed if one.at > ready + 6} == {200}
    assert {one.status for one in answers(plane, by_service, now)} == {200}


def test_with_ecks_tls_a_connection_ends_with_the_pod(make: Make) -> None:
    stack = make({"mode": "strict", "tls": "eck"}, "9200:https")
    plane, url = stack.plane, f"https://{stack.pod(9200)}/"
    stack.bed.wait("it answers", lambda: plane.curl("client", url)[0] == "200", 8)
    client = keep_asking(plane, "client", url)
    stack.bed.wait("it asks", lambda: answers(plane, client))
    assert {one.status for one in answers(plane, client)} == {200}
    ready = replace(plane, "s-es-one-0", "9200:https", "9300:https")

    def followed() -> float:
        """When it was first answered by the new pod. A request to the old address may take 10 s to fail."""
        return min(
            (one.at for one in answers(plane, client, ready) if one.status == 200), default=0
        )

    since = stack.bed.wait("the client has followed", followed, 20)
    time.sleep(4)
    assert {one.status for one in answers(plane, client, since)} == {200}
    assert 0 in {one.status for one in answers(plane, client)}, "the pod was away"
