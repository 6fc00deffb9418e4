"""What gateways of Istio reach; istiod's own code says the same (tests/cluster/test_gateway_rows.py)."""

from __future__ import annotations

from tests.support.reached import STACK, Reached, reached

ISTIO = "apiVersion: networking.istio.io/v1"
ROUTE = f"""\
---
{ISTIO}
kind: Gateway
metadata: {{name: web, namespace: edge}}
spec: {{selector: {{istio: ingress}}, servers: [{{port: {{number: 80, name: a, protocol: HTTP}}, hosts: ["*"]}}]}}
---
{ISTIO}
kind: VirtualService
metadata: {{name: web, namespace: prod}}
spec: {{hosts: [a.example.com], gateways: [edge/web], http: [{{route: [{{destination: {{host: HOST}}}}]}}]}}
"""
OWN = """\
---
apiVersion: v1
kind: Service
metadata: {name: own, namespace: prod, annotations: {networking.istio.io/exportTo: SHOWN}}
spec:
  clusterIP: None
  selector: {common.k8s.elastic.co/type: elasticsearch}
  ports: [{name: http, port: 80, targetPort: 9200}]
"""
SIDECAR = f"""\
---
{ISTIO}
kind: Sidecar
metadata: {{name: own, namespace: edge}}
spec: {{outboundTrafficPolicy: {{mode: REGISTRY_ONLY}}, egress: [{{hosts: [istio-system/*]}}]}}
"""


def through(host: str, shown: str, more: str = "") -> Reached:
    route = ROUTE.replace("HOST", host)
    return reached(STACK + OWN.replace("SHOWN", shown), route + more, tls="istio")


def test_a_service_that_is_not_shown_to_the_gateway() -> None:
    found = through("own", "prod")
    assert found.how("gateway", "es", "own:80") == "refused"
    assert found.ids("gateway", "es", "own:80") == ["gateway-lacks-service"]


def test_pods_of_a_headless_service_are_reached_at_their_own_port() -> None:
    one = through("own", "'*'").find("gateway", "es", "own:80")
    assert (one.how, one.pod_port) == ("mTLS", 9200)


def test_sidecars_are_not_for_gateways() -> None:
    where = "gateway", "kb", "kb-kb-http:5601"
    assert through("kb-kb-http", "'*'", SIDECAR).ids(*where) == through("kb-kb-http", "'*'").ids(
        *where
    )
    assert through("kb-kb-http", "'*'", SIDECAR).how(*where) == "mTLS"


def test_a_tcp_route_of_a_gateway_that_ends_tls_carries_plaintext() -> None:
    ended = "port: {number: 443, name: a, protocol: TLS}, tls: {mode: SIMPLE, credentialName: a}"
    carried = "port: {number: 443, name: a, protocol: TCP}"
    route = ROUTE.replace("http: [{route", "tcp: [{route").replace("HOST", "kb-kb-http")
    for server, how in (ended, "refused"), (carried, "TLS in mTLS"):
        one = route.replace("port: {number: 80, name: a, protocol: HTTP}", server)
        found = reached(STACK, one, tls="eck")
        assert found.how("gateway", "kb", "kb-kb-http:5601") == how
