"""mesh.egress: registryOnly with real sidecars: what is listed is reached, and nothing else (how it runs: data_plane.py).

The host outside is a pod without a sidecar and without a Service. The bed's DNS knows it by any name below its address.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.data_plane import Answer
from tests.cluster.support.live import pod
from tests.cluster.support.running import Make

REFUSED = Answer("refused", "", False)
MUTUAL, PAST = Answer("200", "mTLS", False), Answer("200", "TLS", True)
PLAIN = Answer("200", "plain", True)
NODE = "s-es-one-1"
SERVED = ("8443:https", "8080:http", "9092:https", "9093:https", "9094:http", "9200:https")


def hosts(below: str, address: str) -> list[dict[str, Any]]:
    """What the release declares of a server with this address."""
    return [
        {"host": f"tls.{below}", "ports": [8443, 9200]},
        {"host": f"*.wild.{below}", "ports": [8443]},
        {"host": f"http.{below}", "ports": [8080], "protocol": "HTTP"},
        {"host": f"tcp.{below}", "ports": [9092], "protocol": "TCP"},
        {"host": f"{address}/32", "ports": [9094]},
    ]


@pytest.mark.parametrize(
    ("mode", "tls", "scheme"), [("strict", "istio", "http"), ("permissive", "eck", "https")]
)
def test_only_what_is_listed_is_reached(
    bed: Bed, make: Make, mode: str, tls: str, scheme: str
) -> None:
    """With TLS off the proxy parses 9200 as HTTP, and TLS to another host passes on that port too."""
    mesh = {"mode": mode, "tls": tls, "egress": "registryOnly"}
    config: dict[str, Any] = {
        "heartbeat.monitors": [],
        "output.elasticsearch.hosts": [f"{scheme}://s-es-http:9200"],
    }
    beat = {"type": "heartbeat", "deployment": {}, "config": config}
    stack = make(mesh, f"9200:{scheme}", more={"beat": {"default": beat}})
    bed.apply(pod("outside", {"sidecar.istio.io/inject": "false"}), namespace=stack.namespace)
    stack.plane.start("outside", *SERVED)
    address = stack.plane.addresses["outside"]
    below = f"{address.replace('.', '-')}.outside.example"
    stack.apply({**mesh, "egressHosts": hosts(below, address)})
    stack.asks(NODE, f"https://tls.{below}:8443/", PAST)
    stack.asks(NODE, f"https://tls.{below}:9200/", PAST)
    stack.asks(NODE, f"https://any.wild.{below}:8443/", PAST)
    stack.asks(NODE, f"http://http.{below}:8080/", PLAIN)
    stack.asks(NODE, f"https://tcp.{below}:9092/", PAST)
    stack.asks(NODE, f"https://{address}:9092/", PAST)  # by TCP no name is seen
    stack.asks(NODE, f"http://{address}:9094/", PLAIN)
    # The mesh within goes on.
    assert stack.keeps_promises() >= 10
    stack.asks(NODE, f"{scheme}://{stack.service(9200)}/", MUTUAL)
    stack.asks(NODE, f"{scheme}://{stack.pod(9200)}/", MUTUAL)
    stack.asks(NODE, f"https://{stack.address(9300)}/", PAST)
    # A pod that is not limited reaches whom it means on these ports: here one that does not answer.
    for port in 9092, 8443, 9200:
        there = f"https://{stack.plane.addresses['naked']}:{port}/"
        assert stack.plane.ask("client", there) == REFUSED, there
    blocked = [
        f"https://other.{below}:8443/",  # another name, the same server and port
        f"https://other.{below}:9200/",
        f"https://{address}:8443/",  # no name
        f"http://other.{below}:8080/",
        f"https://tls.{below}:9093/",  # a port that nobody lists
        f"http://{address}:8080/",
    ]
    for url in blocked:
        stack.asks(NODE, url, REFUSED)
        assert stack.plane.ask("client", url).status == "200", url  # no Sidecar is for this pod
    # A Beat reads of pods at the API server, which answers that it does not know the client.
    stack.start("s-beat-heartbeat")
    api = ("-H", "Accept: application/json", "https://kubernetes.default.svc/api")
    limited = next(name for name in stack.plane.addresses if name.startswith("s-beat-heartbeat-"))
    assert stack.plane.curl(limited, *api)[0] in ("401", "403")
    assert stack.plane.curl(NODE, *api)[0] == "000"
    assert stack.plane.curl(limited, f"https://other.{below}:8443/")[0] == "000"
    stack.asks(limited, f"{scheme}://{stack.service(9200)}/", MUTUAL)
    bed.delete("sidecar", stack.namespace, "s-es")
    for url in blocked:
        found = stack.settled(NODE, url, PAST if url.startswith("https") else PLAIN)
        assert found.status == "200", url
