"""Where reach and istiod's own code once differed: found by tests/cluster/test_random_releases.py, each as small as it gets."""

from __future__ import annotations

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.support.reached import ES, KB, STACK, Reached, reached

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
RULE = """\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: es-es-remote-cluster, namespace: prod}
spec: {host: HOST, trafficPolicy: {tls: {mode: MODE}}}
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


FULL = "es-es-http.prod.svc.cluster.local"
ROUTE = """\
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: own, namespace: prod}
spec: {hosts: [HOST], GATEWAYS http: [{timeout: 5s, route: [{destination: {host: TO}}]}]}
"""
LISTENER = """\
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: own, namespace: prod}
spec: {egress: [{port: {number: 9200, protocol: TLS, name: x}, hosts: ["./*"]}, {hosts: ["istio-system/*"]}]}
"""


@pytest.mark.parametrize(
    ("host", "gateways", "to", "how"),
    [
        (FULL, "", "kb-kb-http", "unknown"),
        ("es-es-http", "", f"{FULL}, subset: one", "unknown"),
        ("'*.prod.svc.cluster.local'", "gateways: [mesh, public],", f"{FULL}, port: {{number: 9300}}", "unknown"),
        (FULL, "exportTo: [web],", "kb-kb-http", "mTLS"),
        (FULL, "gateways: [public],", "kb-kb-http", "mTLS"),
        (FULL, "", "es-es-http", "mTLS"),
        ("es-es-http.prod", "", "kb-kb-http", "mTLS"),
    ],
)  # fmt: skip
def test_a_virtual_service_for_the_mesh(host: str, gateways: str, to: str, how: str) -> None:
    route = ROUTE.replace("HOST", host).replace("GATEWAYS", gateways).replace("TO", to)
    found = reached(STACK, route, tls="istio")
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == how
    assert found.how(MESHED, "es", "pod name:9200") == "mTLS" or "*" in host
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "refused"


def test_listeners_of_a_sidecar() -> None:
    found = reached(STACK, LISTENER)
    for client, where in ((MESHED, "pod name:9200"), ("Kibana/prod/kb", "es-es-http:9200")):
        assert found.how(client, "es", where) == "unknown"
        assert "sidecar-routes-otherwise" in found.ids(client, "es", where)
    assert found.how("operator", "es", "pod name:9200") == "TLS in mTLS"


@pytest.mark.parametrize(
    "ranges", ["includeOutboundIPRanges: 10.0.0.0/8", "excludeOutboundIPRanges: 10.96.0.0/16"]
)
def test_addresses_that_a_client_outside_the_plan_leaves_out(ranges: str) -> None:
    """A disabled Kibana whose user gave it a sidecar, with ranges that eck-mesh refuses elsewhere."""
    metadata = f"{{labels: {{sidecar.istio.io/inject: 'true'}}, annotations: {{traffic.sidecar.istio.io/{ranges}}}}}"
    kibana = KB.replace("count: 1,", f"count: 1, podTemplate: {{metadata: {metadata}}},")
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: prod}\n"
    resources = {"Kibana/prod/kb": {"mode": "disabled"}}
    flags = Flags(mode="permissive", resources=resources)
    found = Reached(render(f"{namespace}---\n{ES}---\n{kibana}", flags).after)
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == "unknown"
    assert "reach-unsure-ranges" in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")


def test_a_rule_for_one_of_two_headless_services_with_the_same_port() -> None:
    """A sidecar has one listener for the address of a pod, by one of the two."""
    es = ES.replace("version: 9.4.3,", "version: 9.4.3, remoteClusterServer: {enabled: true},")
    rule = RULE.replace("HOST", "es-es-remote-cluster.prod.svc.cluster.local")
    found = reached(es, rule.replace("MODE", "SIMPLE"), mode="permissive")
    assert found.how(MESHED, "es", "es-es-remote-cluster:9443") == "unknown"
    assert "reach-unsure-rule" in found.ids(MESHED, "es", "es-es-remote-cluster:9443")
    assert reached(es).how(MESHED, "es", "es-es-remote-cluster:9443") == "own TLS"


AGED = """\
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: NAME, namespace: prod, creationTimestamp: "2026-01-0AGE"}
spec: {mtls: {mode: MODE}}
"""


@pytest.mark.parametrize(("strict_age", "how"), [("1", "unknown"), ("2", "own TLS")])
def test_two_policies_of_a_namespace(strict_age: str, how: str) -> None:
    """The older one decides; of one age, istiod takes either."""
    first = AGED.replace("NAME", "b").replace("AGE", "1").replace("MODE", "PERMISSIVE")
    second = AGED.replace("NAME", "a").replace("AGE", strict_age).replace("MODE", "STRICT")
    found = reached(ES, first + second, mode="permissive", peerAuthentications=False)
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == how


def test_two_policies_of_the_mesh_one_of_which_sets_no_mode() -> None:
    """Of one age istiod takes either, and one that sets nothing is no less a policy."""
    policies = "".join(
        AGED.replace("namespace: prod", "namespace: istio-system")
        .replace("NAME", name)
        .replace("AGE", "1")
        .replace("MODE", mode)
        for name, mode in (("a", "UNSET"), ("b", "DISABLE"))
    )
    rules = {"destinationRules": "never"}
    found = reached(ES, policies, mode="permissive", **rules)
    assert found.how(MESHED, "es", "es-es-http:9200") == "unknown"
    alone = policies.replace("mode: UNSET", "mode: DISABLE")
    assert (
        reached(ES, alone, mode="permissive", **rules).how(MESHED, "es", "es-es-http:9200")
        == "own TLS"
    )
