"""What decides a connection apart from the tables of reach.yaml."""

from __future__ import annotations

import pytest

from tests.support.reached import ES, reached

GUARD = """\
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: guard, namespace: prod}
spec: SPEC
"""
KIBANA = "cluster.local/ns/prod/sa/default"
FROM_KIBANA = f"[{{from: [{{source: {{principals: [{KIBANA}]}}}}]}}]"


def guarded(spec: str, **block: str) -> list[str]:
    """How Kibana, the operator and a pod outside the mesh reach Elasticsearch, and why the operator does."""
    found = reached(unplanned=GUARD.replace("SPEC", spec), **block)
    where = "es-es-http:9200"
    return [
        found.how("Kibana/prod/kb", "es", where),
        found.how("operator", "es", "pod name:9200"),
        found.how("outside", "es", where),
        found.ids("operator", "es", "pod name:9200")[-1],
    ]


@pytest.mark.parametrize(
    ("spec", "kibana", "operator", "why"),
    [
        (f"{{rules: {FROM_KIBANA}}}", "TLS in mTLS", "refused", "no-authorization-policy-allows"),
        ("{action: DENY, rules: [{from: [{source: {namespaces: [elastic-system]}}]}]}", "TLS in mTLS", "refused", "authorization-policy-rejects"),
        ("{action: DENY, rules: [{to: [{operation: {ports: ['9200']}}]}]}", "refused", "refused", "authorization-policy-rejects"),
        ("{rules: [{}]}", "TLS in mTLS", "TLS in mTLS", "program-ends-tls"),
        ("{action: CUSTOM, provider: {name: opa}, rules: [{}]}", "unknown", "unknown", "authorization-policy-not-evaluated"),
    ],
)  # fmt: skip
def test_authorization_policies(spec: str, kibana: str, operator: str, why: str) -> None:
    assert guarded(spec) == [kibana, operator, "refused", why]


def test_a_client_without_an_identity_and_an_authorization_policy() -> None:
    assert guarded(f"{{rules: {FROM_KIBANA}}}", mode="permissive")[2] == "refused"
    assert guarded("{rules: [{}]}", mode="permissive")[2] == "own TLS"


def test_any_pod_in_the_mesh_may_have_the_identity_that_a_policy_allows() -> None:
    found = reached(unplanned=GUARD.replace("SPEC", f"{{rules: {FROM_KIBANA}}}"))
    assert found.how("meshed", "es", "es-es-http:9200") == "unknown"


def test_ports_that_bypass_the_sidecar_bypass_authorization_policies() -> None:
    found = reached(unplanned=GUARD.replace("SPEC", "{}"))
    assert found.how("outside", "es", "pod address:9300") == "own TLS"
    assert found.how("meshed", "es", "es-es-http:9200") == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: a, namespace: prod}\nspec: {configPatches: [{applyTo: LISTENER}]}\n",
        "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a, namespace: prod}\nspec: {hosts: [es-es-http.prod.svc.cluster.local]}\n",
    ],
)
def test_objects_that_change_proxies_are_not_evaluated(text: str) -> None:
    found = reached(unplanned=text)
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == "unknown"
    assert found.ids("Kibana/prod/kb", "es", "es-es-http:9200")[-1] == "proxy-configured-by-others"
    assert found.how("outside", "es", "pod address:9300") == "own TLS"


def test_udp_is_carried_by_no_mesh() -> None:
    ports = "podTemplate: {spec: {containers: [{name: elasticsearch, ports: [{containerPort: 514, protocol: UDP}]}]}}"
    found = reached(ES.replace("count: 1}", f"count: 1, {ports}}}"))
    for client in "meshed", "outside":
        assert found.how(client, "es", "pod address:514") == "plain"
        assert found.ids(client, "es", "pod address:514")[-1] == "reach-of-udp"
