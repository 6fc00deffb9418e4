"""Who reaches whom in ambient mode, and between the two data planes."""

from __future__ import annotations

import pytest

from tests.support.reached import ES, KB, STACK, reached

LABELS = {
    "sidecar": "{sidecar.istio.io/inject: 'true'}",
    "ambient": "{istio.io/dataplane-mode: ambient, sidecar.istio.io/inject: 'false'}",
    "outside": "{istio.io/dataplane-mode: none, sidecar.istio.io/inject: 'false'}",
}
POLICY = """\
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: es-es, namespace: prod}
spec: {selector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: es}}, mtls: {mode: STRICT}}
"""
RULE = """\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: own, namespace: prod}
spec: {host: "*.prod.svc.cluster.local", trafficPolicy: {tls: {mode: SIMPLE}}}
"""


def planes(es: str, kb: str) -> str:
    """The stack with labels of its own for each data plane, to be rendered in mode disabled."""
    template = "podTemplate: {metadata: {labels: LABELS}}"
    first = ES.replace("count: 1}", f"count: 1, {template}}}".replace("LABELS", LABELS[es]))
    second = KB.replace("count: 1,", f"count: 1, {template},".replace("LABELS", LABELS[kb]))
    return f"{first}---\n{second}"


@pytest.mark.parametrize(
    ("client", "target", "where", "how", "why"),
    [
        ("operator", "es", "pod name:9200", "TLS in mTLS", "client-uses-ztunnel"),
        ("Elasticsearch/prod/es", "es", "pod address:9300", "TLS in mTLS", "ztunnel-accepts-identity"),
        ("kubelet", "kb", "pod address:5601", "own TLS", "port-bypasses-proxy"),
        ("meshed", "es", "es-es-transport:9300", "TLS in mTLS", "program-ends-tls"),
        ("outside", "es", "pod address:9200", "refused", "strict-refuses"),
        ("outside", "es", "pod address:9300", "refused", "strict-refuses"),
    ],
)  # fmt: skip
def test_strict(client: str, target: str, where: str, how: str, why: str) -> None:
    found = reached(STACK, dataPlane="ambient")
    assert found.how(client, target, where) == how
    assert why in found.ids(client, target, where)


def test_permissive() -> None:
    found = reached(STACK, dataPlane="ambient", mode="permissive")
    assert found.how("outside", "es", "pod address:9300") == "own TLS"
    assert found.how("meshed", "es", "pod address:9200") == "TLS in mTLS"


@pytest.mark.parametrize(
    ("es", "kb", "how", "why"),
    [
        ("ambient", "sidecar", "TLS in mTLS", "sidecar-uses-tunnel"),
        ("ambient", "outside", "refused", "strict-refuses"),
        ("sidecar", "ambient", "TLS in mTLS", "client-uses-ztunnel"),
        ("outside", "ambient", "own TLS", "ztunnel-finds-no-mesh"),
    ],
)
def test_between_data_planes(es: str, kb: str, how: str, why: str) -> None:
    found = reached(planes(es, kb), mode="disabled", unplanned=POLICY)
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == how
    assert why in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")


def test_a_sidecar_and_the_addresses_of_pods_in_ambient() -> None:
    """istio/istio#54921; the mutual TLS that a rule demands is no tunnel."""
    found = reached(planes("ambient", "sidecar"), mode="disabled", unplanned=POLICY)
    assert "sidecar-to-ambient-address" in found.ids("meshed", "es", "pod name:9200")
    mutual = RULE.replace("SIMPLE", "ISTIO_MUTUAL")
    found = reached(planes("ambient", "sidecar"), mode="disabled", unplanned=mutual)
    assert found.how("meshed", "es", "pod name:9200") == "refused"
    assert "ztunnel-knows-no-sidecar-tls" in found.ids("meshed", "es", "pod name:9200")


def test_what_is_not_known_in_ambient() -> None:
    found = reached(planes("ambient", "sidecar"), mode="disabled", unplanned=RULE)
    assert found.ids("meshed", "es", "es-es-http:9200") == ["rule-meets-ambient"]
    disabled = POLICY.replace("STRICT", "DISABLE")
    found = reached(STACK, unplanned=disabled, dataPlane="ambient")
    assert found.how("outside", "es", "es-es-http:9200") == "unknown"
    assert "ambient-ignores-disable" in found.ids("outside", "es", "es-es-http:9200")
    assert found.how("meshed", "es", "es-es-http:9200") == "TLS in mTLS"


def test_node_sets_in_different_planes() -> None:
    """A headless Service with one pod without a sidecar, and a Service whose pods differ."""
    two = "[{name: one, count: 1, podTemplate: {metadata: {labels: A}}}, {name: two, count: 1, podTemplate: {metadata: {labels: B}}}]"
    two = two.replace("A}", LABELS["sidecar"] + "}").replace("B}", LABELS["outside"] + "}")
    stack = ES.replace("[{name: one, count: 1}]", two)
    found = reached(stack, mode="disabled", unplanned=POLICY)
    assert found.how("meshed", "es", "es-es-http:9200") == "unknown"
    assert "reach-pods-differ" in found.ids("meshed", "es", "es-es-http:9200")
    headless = """\
---
apiVersion: v1
kind: Service
metadata: {name: heads, namespace: prod}
spec:
  clusterIP: None
  selector: {elasticsearch.k8s.elastic.co/cluster-name: es}
  ports: [{name: https, port: 9200}]
"""
    one = headless.replace(
        "{elasticsearch.k8s.elastic.co/cluster-name: es}",
        "{elasticsearch.k8s.elastic.co/statefulset-name: es-es-one}",
    )
    found = reached(stack + headless, mode="disabled", unplanned=POLICY)
    assert found.how("meshed", "es", "heads:9200") == "unknown"
    assert "reach-pods-differ" in found.ids("meshed", "es", "heads:9200")
    found = reached(stack + one, mode="disabled", unplanned=POLICY)
    assert found.how("meshed", "es", "heads:9200") == "TLS in mTLS"
    assert found.how("meshed", "es", "es-es-one:9200") == "TLS in mTLS"
    accepts = POLICY.replace("STRICT", "PERMISSIVE")
    found = reached(stack + headless, mode="disabled", unplanned=accepts)
    assert found.how("meshed", "es", "heads:9200") == "own TLS"
    assert "one-pod-without-sidecar" in found.ids("meshed", "es", "heads:9200")
