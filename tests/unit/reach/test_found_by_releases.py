"""Where reach and istiod's own code once differed: found by tests/cluster/test_random_releases.py, each as small as it gets."""

from __future__ import annotations

from tests.support.reached import ES, STACK, reached

MESHED, OUTSIDE = "meshed", "outside"
OFF = """\
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: all, namespace: prod}
spec: {mtls: {mode: DISABLE}}
"""
SERVICE = """\
---
apiVersion: v1
kind: Service
metadata: {name: own, namespace: prod}
spec: {selector: {elasticsearch.k8s.elastic.co/cluster-name: es}, IP ports: [PORT]}
"""
LOGSTASH = """\
apiVersion: logstash.k8s.elastic.co/v1alpha1
kind: Logstash
metadata: {name: ls, namespace: prod}
spec: {version: 9.4.3, count: 1}
"""


def test_a_namespace_without_mutual_tls_turns_it_off_behind_a_cluster_ip_too() -> None:
    """Although the policy of the pods themselves accepts it."""
    found = reached(f"{STACK}{OFF}", mode="permissive")
    for where in "es-es-http:9200", "es-es-one:9200":
        assert found.how(MESHED, "es", where) == "own TLS"
        assert "policy-turns-automatic-off" in found.ids(MESHED, "es", where)


def test_nobody_translates_the_port_of_a_headless_service() -> None:
    own = SERVICE.replace("PORT", "{name: https, port: 8443, targetPort: 9200}")
    found = reached(ES + own.replace("IP", "clusterIP: None,"))
    assert found.find(MESHED, "es", "own:8443").pod_port == 8443
    assert found.find(OUTSIDE, "es", "own:8443").pod_port == 8443
    found = reached(ES + own.replace("IP", ""))
    assert found.find(MESHED, "es", "own:8443").pod_port == 9200


def test_the_number_of_a_headless_port_is_what_sidecars_know_of_a_pods_address() -> None:
    own = SERVICE.replace("PORT", "{name: tls, port: 9200, targetPort: 9114}")
    found = reached(ES + own.replace("IP", "clusterIP: None,"), tls="istio")
    assert found.how(MESHED, "es", "pod address:9200") == "mTLS"
    assert reached(ES, tls="istio").how(MESHED, "es", "pod address:9200") == "refused"


def test_the_service_of_logstashs_api_is_headless() -> None:
    found = reached(LOGSTASH)
    assert found.how(MESHED, "ls", "pod address:9600") == "TLS in mTLS"
