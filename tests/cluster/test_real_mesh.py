"""Injected pods that the bed's kubelet runs are in the mesh, the operator's own too; others stay outside."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access
from tests.cluster.bed.programs import operator, operator_pod
from tests.cluster.support.admission import NO_MASTER, create
from tests.cluster.support.live import iptables
from tests.cluster.support.real import container, pod

SERVER = """
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        text = self.headers.get("X-Forwarded-Client-Cert", "nobody").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
HTTPServer(("", 8000), Handler).serve_forever()
"""
CURL = "curl", "-s", "-m5"


def served(native: bool) -> list[dict[str, Any]]:
    """A server that says who asks, with a sidecar, for clients of the mesh alone."""
    probe = {"httpGet": {"path": "/", "port": 8000}, "periodSeconds": 1}
    server = pod(
        "server",
        container("main", f"exec python3 -c '{SERVER}'", readinessProbe=probe),
        labels={"sidecar.istio.io/inject": "true"},
    )
    told = {"sidecar.istio.io/nativeSidecar": str(native).lower()}
    server["metadata"]["annotations"] = told
    ports = [{"name": "http", "port": 80, "targetPort": 8000}]
    service = {"selector": {"app": "server"}, "ports": ports}
    kinds = (("v1", "Service", "web", service), (STRICT, "PeerAuthentication", "default", MTLS))
    return [
        server,
        *(
            {"apiVersion": version, "kind": kind, "metadata": {"name": name}, "spec": spec}
            for version, kind, name, spec in kinds
        ),
    ]


STRICT, MTLS = "security.istio.io/v1", {"mtls": {"mode": "STRICT"}}


@pytest.mark.parametrize("native", [True, False], ids=["native", "classic"])
def test_a_pod_with_a_sidecar_is_strict_and_knows_its_clients(pods: Access, native: bool) -> None:
    """The operator is such a client. Its probe is asked by the agent, as injection has written it."""
    pods.bed.apply(*served(native), pod("outside", container("main")), namespace=pods.namespace)
    pods.wait_ready("server", "outside")
    url = f"http://web.{pods.namespace}.svc"
    meshed = Access(pods.bed, operator.NAMESPACE)

    def asked() -> str:
        return meshed.execute(operator_pod.POD, "manager", *CURL, url).stdout

    identity = f"spiffe://cluster.local/ns/{operator.NAMESPACE}/sa/elastic-operator"
    pods.bed.wait("the operator is known", lambda: identity in asked(), 20)
    refused = pods.execute("outside", "main", *CURL, url)
    assert (refused.returncode, refused.stdout) == (56, ""), refused  # the connection is reset
    pods.kill("server", "istio-proxy")
    pods.bed.wait("its sidecar is gone", lambda: identity not in asked(), 10)
    pods.bed.wait("the next one serves", lambda: identity in asked(), 30)


def test_the_operators_pod_is_in_the_mesh_and_its_webhook_is_reached(real_bed: Bed) -> None:
    """The API server connects to the pod's address, past the sidecar, which leaves 9443 out."""
    found = real_bed.get("pod", operator_pod.POD, operator.NAMESPACE)
    assert "9443" in iptables(found)["-d"].split(",")
    words = "Elasticsearch needs to have at least one master node"
    assert words in create(real_bed, NO_MASTER, "default")
