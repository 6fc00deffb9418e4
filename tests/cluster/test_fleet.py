"""Fleet from end to end: what the chart writes into Kibana's settings is what Agents can use, in both modes, with and without
ECK's TLS; and packets of Agents do what reach says.

Real: Helm, the post-renderer, the operator, injection, istiod, Envoy, packets. Stand-ins: the programs in the pods, and
Kibana's Fleet API (support/fleet.py). An Agent on the host network is a pod without a sidecar here.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.support.data_plane import Answer
from tests.cluster.support.fleet import Fleet
from tests.cluster.support.running import Make

CA = "/mnt/elastic-internal/elasticsearch-association/{}/s/certs/ca.crt"
MUTUAL = Answer("200", "mTLS", False)
SHAPES: dict[str, tuple[dict[str, Any], bool, bool]] = {
    "permissive, TLS kept": ({"mode": "permissive"}, True, True),
    "permissive, TLS off": ({"mode": "permissive", "tls": "istio"}, False, False),
    "strict, TLS kept for the host network": ({"mode": "strict"}, True, True),
    "strict, TLS off": ({"mode": "strict"}, False, False),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_stand_ins_of_agents_connect_to_what_kibana_names(make: Make, shape: str) -> None:
    mesh, kept, on_host = SHAPES[shape]
    fleet = Fleet(make, mesh, kept, on_host)
    stack, told = fleet.stack, fleet.told()
    scheme = "https" if kept else "http"
    server, output = told.urls
    assert server == f"{scheme}://s-server-agent-http.{stack.namespace}.svc:8220"
    assert output == f"{scheme}://s-es-http.{stack.namespace}.svc:9200"
    # The operator names the CA of an Elasticsearch without TLS too, which it keeps (injectFleetOutputCertificateAuthorities).
    assert told.cas == [CA.format(stack.namespace)]
    for agent in "s-server", "s-agent", *(["s-host"] if on_host else []):
        assert fleet.enrolls(agent, server) == ("s-agent" if agent == "s-host" else agent)
        assert set(told.cas) <= set(fleet.files(agent))
    for url in told.urls:
        stack.asks(fleet.pods["s-agent"], f"{url}/", MUTUAL)
    stack.asks(fleet.pods["s-server"], f"{output}/", MUTUAL)
    if on_host:
        for name, kind in ("s-server", "Agent"), ("s", "Elasticsearch"):
            port, pod = fleet.of[name, kind]
            outside = f"{scheme}://{stack.plane.addresses[pod]}:{port}/"
            stack.asks("naked", outside, Answer("200", "TLS", False))
    assert fleet.keeps_promises() >= 9
