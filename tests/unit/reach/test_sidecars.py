"""Who reaches whom under sidecars, and what decides: the rows of reach.yaml, in small streams."""

from __future__ import annotations

import pytest

from tests.support.reached import ES, STACK, Reached, reached

FULL = "es-es-http.prod.svc.cluster.local"
MESHED, OUTSIDE = "meshed", "outside"


def rule(host: str, spec: str, *, namespace: str = "prod", name: str = "own") -> str:
    return f"""\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{host: {host}, {spec}}}
"""


def tls(mode: str) -> str:
    return f"trafficPolicy: {{tls: {{mode: {mode}}}}}"


def policy(spec: str, *, namespace: str = "prod", name: str = "es-es") -> str:
    return f"""\
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {{name: {name}, namespace: {namespace}}}
spec: {spec}
"""


SELECTS_ES = "selector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: es}}"


def service(name: str, spec: str, annotations: str = "{}") -> str:
    return f"""\
---
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: prod, annotations: {annotations}}}
spec: {{selector: {{elasticsearch.k8s.elastic.co/cluster-name: es}}, {spec}}}
"""


def sidecar(spec: str) -> str:
    return f"""\
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {{name: own, namespace: prod}}
spec: {spec}
"""


@pytest.fixture(scope="module")
def strict() -> Reached:
    return reached(STACK)


@pytest.fixture(scope="module")
def plain() -> Reached:
    return reached(STACK, tls="istio")


@pytest.mark.parametrize(
    ("client", "target", "where", "how", "ids"),
    [
        ("operator", "es", "pod name:9200", "TLS in mTLS", ["rule-sends-mutual-tls"]),
        ("operator", "es", "es-es-internal-http:9200", "TLS in mTLS", ["sidecar-accepts-identity"]),
        ("operator", "kb", "kb-kb-http:5601", "TLS in mTLS", ["program-ends-tls"]),
        ("Kibana/prod/kb", "es", "es-es-http:9200", "TLS in mTLS", ["rule-sends-mutual-tls"]),
        ("Elasticsearch/prod/es", "es", "pod address:9300", "own TLS", ["client-leaves-port-out"]),
        ("kubelet", "kb", "pod address:15020", "plain", ["port-bypasses-proxy"]),
        (MESHED, "es", "pod address:9200", "TLS in mTLS", ["rule-sends-mutual-tls"]),
        (MESHED, "es", "es-es-transport:9300", "own TLS", ["rule-sends-plaintext"]),
        (MESHED, "es", "pod address:15090", "plain", ["program-speaks-plaintext"]),
        (MESHED, "kb", "pod address:5601", "refused", ["sidecar-passes-unknown"]),
        (OUTSIDE, "es", "es-es-http:9200", "refused", ["client-without-proxy", "strict-refuses"]),
        (OUTSIDE, "es", "pod address:9300", "own TLS", ["port-bypasses-proxy"]),
    ],
)  # fmt: skip
def test_strict_with_ecks_tls(
    strict: Reached, client: str, target: str, where: str, how: str, ids: list[str]
) -> None:
    assert strict.how(client, target, where) == how
    assert set(ids) <= set(strict.ids(client, target, where))


@pytest.mark.parametrize(
    ("client", "where", "how"),
    [
        ("operator", "pod name:9200", "mTLS"),
        ("Kibana/prod/kb", "es-es-http:9200", "mTLS"),
        (MESHED, "es-es-one:9200", "mTLS"),
        (MESHED, "pod name:9200", "mTLS"),
        (MESHED, "pod address:9200", "refused"),  # no name that Istio knows (test_traffic.py)
        (OUTSIDE, "pod address:9200", "refused"),
        (OUTSIDE, "pod address:9300", "own TLS"),
    ],
)
def test_strict_without_ecks_tls(plain: Reached, client: str, where: str, how: str) -> None:
    assert plain.how(client, "es", where) == how


def test_permissive() -> None:
    found = reached(mode="permissive")
    assert found.how(MESHED, "es", "es-es-http:9200") == "TLS in mTLS"
    assert "automatic-mutual-tls" in found.ids(MESHED, "es", "es-es-http:9200")
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "own TLS"
    assert "permissive-accepts" in found.ids(OUTSIDE, "es", "es-es-http:9200")
    assert reached(mode="permissive", tls="istio").how(OUTSIDE, "kb", "kb-kb-http:5601") == "plain"


def test_the_kubelet_where_the_namespace_decides_about_sidecars() -> None:
    found = reached(mode="disabled")
    assert found.how("kubelet", "kb", "pod address:5601") == "unknown"
    assert "reach-unsure-namespace" in found.ids("kubelet", "kb", "pod address:5601")


def test_excluded() -> None:
    found = reached(mode="excluded")
    assert found.how(MESHED, "es", "es-es-http:9200") == "own TLS"
    assert found.how("kubelet", "kb", "pod address:5601") == "own TLS"
    assert "server-outside-the-mesh" in found.ids(OUTSIDE, "es", "pod address:9200")
    without = reached(mode="excluded", destinationRules="never")
    assert "automatic-plaintext" in without.ids(MESHED, "es", "es-es-http:9200")
    forced = reached(
        unplanned=rule("'*.prod.svc.cluster.local'", tls("ISTIO_MUTUAL")),
        mode="excluded",
        destinationRules="never",
    )
    assert forced.how(MESHED, "es", "pod name:9200") == "refused"
    assert "nobody-ends-mutual-tls" in forced.ids(MESHED, "es", "pod name:9200")


def test_disabled_depends_on_the_namespace() -> None:
    found = reached(mode="disabled")
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "unknown"
    assert found.ids(OUTSIDE, "es", "es-es-http:9200")[0] == "reach-unsure"
    assert "reach-unsure-namespace" in found.ids(OUTSIDE, "es", "es-es-http:9200")
    assert "reach-unsure-policy" in found.ids(OUTSIDE, "es", "es-es-http:9200")
    namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: prod, labels: {istio-injection: disabled}}\n"
    assert (
        reached(STACK + namespace, mode="disabled").how(OUTSIDE, "es", "es-es-http:9200")
        == "own TLS"
    )


def test_a_clients_without_a_sidecar_is_admitted_by_ecks_tls() -> None:
    found = reached(STACK, operator={"meshed": False})
    assert found.how("operator", "es", "pod name:9200") == "own TLS"
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "own TLS"
    assert found.how(MESHED, "es", "es-es-http:9200") == "TLS in mTLS"


USER_RULES = [
    (FULL, tls("DISABLE"), "refused", "rule-sends-plaintext"),
    (FULL, tls("SIMPLE"), "refused", "rule-wraps"),
    ("'*.prod.svc.cluster.local'", tls("DISABLE"), "refused", "rule-sends-plaintext"),
    (FULL, f"{tls('DISABLE')}, exportTo: [other]", "TLS in mTLS", "automatic-mutual-tls"),
    (FULL, f"{tls('DISABLE')}, workloadSelector: {{matchLabels: {{kibana.k8s.elastic.co/name: kb}}}}", "refused", "rule-sends-plaintext"),
    (FULL, f"{tls('DISABLE')}, workloadSelector: {{matchLabels: {{a: b}}}}", "TLS in mTLS", "automatic-mutual-tls"),
    ("es-es-http.prod", tls("DISABLE"), "TLS in mTLS", "automatic-mutual-tls"),
    (FULL, "trafficPolicy: {tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 9200}, tls: {mode: DISABLE}}]}", "refused", "rule-sends-plaintext"),
    (FULL, "subsets: [{name: a, trafficPolicy: {tls: {mode: DISABLE}}}]", "TLS in mTLS", "automatic-mutual-tls"),
]  # fmt: skip


@pytest.mark.parametrize(("host", "spec", "how", "why"), USER_RULES)
def test_a_users_rule(host: str, spec: str, how: str, why: str) -> None:
    found = reached(unplanned=rule(host, spec), destinationRules="never")
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == how
    assert why in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")


def test_a_rule_by_labels_that_no_manifest_shows() -> None:
    labels = "workloadSelector: {matchLabels: {pod-template-hash: abc}}"
    found = reached(unplanned=rule(FULL, f"{tls('DISABLE')}, {labels}"), destinationRules="never")
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == "unknown"
    assert "reach-unsure-rule" in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")


def test_wrapped_in_another_tls_in_permissive() -> None:
    found = reached(unplanned=rule(FULL, tls("SIMPLE")), mode="permissive")
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == "refused"
    assert "program-gets-tls-in-tls" in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")


POLICIES = [
    (f"{{{SELECTS_ES}, mtls: {{mode: STRICT}}, portLevelMtls: {{9200: {{mode: DISABLE}}}}}}", "es-es-http:9200", "refused", "policy-ends-no-mutual-tls"),
    (f"{{{SELECTS_ES}, mtls: {{mode: UNSET}}}}", "es-es-http:9200", "TLS in mTLS", "sidecar-accepts-identity"),
    (f"{{{SELECTS_ES}, mtls: {{mode: STRICT}}, portLevelMtls: {{9200: {{mode: PERMISSIVE}}}}}}", "es-es-http:9200", "TLS in mTLS", "rule-sends-mutual-tls"),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "where", "how", "why"), POLICIES)
def test_a_users_policy_for_clients_in_the_mesh(spec: str, where: str, how: str, why: str) -> None:
    found = reached(unplanned=policy(spec))
    assert found.how(MESHED, "es", where) == how
    assert why in found.ids(MESHED, "es", where)


@pytest.mark.parametrize(
    ("spec", "how"),
    [
        (f"{{{SELECTS_ES}, mtls: {{mode: STRICT}}, portLevelMtls: {{9200: {{mode: DISABLE}}}}}}", "own TLS"),
        (f"{{{SELECTS_ES}, mtls: {{mode: STRICT}}, portLevelMtls: {{9200: {{mode: PERMISSIVE}}}}}}", "own TLS"),
        (f"{{{SELECTS_ES}, mtls: {{mode: STRICT}}, portLevelMtls: {{9200: {{mode: UNSET}}}}}}", "refused"),
        (f"{{{SELECTS_ES}, mtls: {{mode: PERMISSIVE}}, portLevelMtls: {{9201: {{mode: STRICT}}}}}}", "own TLS"),
        (f"{{{SELECTS_ES}, mtls: {{mode: UNSET}}}}", "unknown"),
    ],
)  # fmt: skip
def test_a_users_policy_for_clients_outside(spec: str, how: str) -> None:
    assert reached(unplanned=policy(spec)).how(OUTSIDE, "es", "es-es-http:9200") == how


def test_a_policy_that_turns_automatic_mutual_tls_off() -> None:
    spec = f"{{{SELECTS_ES}, mtls: {{mode: DISABLE}}}}"
    found = reached(unplanned=policy(spec), destinationRules="never")
    assert found.how(MESHED, "es", "es-es-http:9200") == "own TLS"
    assert "policy-turns-automatic-off" in found.ids(MESHED, "es", "es-es-http:9200")
    assert "policy-turns-mutual-tls-off" in found.ids(MESHED, "es", "es-es-http:9200")
    # Clients of a headless Service do not look at the policies of pods.
    assert found.how(MESHED, "es", "pod name:9200") == "refused"


def test_a_policy_by_labels_that_no_manifest_shows() -> None:
    older = policy(
        "{selector: {matchLabels: {elasticsearch.k8s.elastic.co/node-data: 'true'}}, mtls: {mode: DISABLE}}",
        name="a",
    )
    found = reached(unplanned=older)
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "unknown"
    assert "reach-unsure-labels" in found.ids(OUTSIDE, "es", "es-es-http:9200")


def test_the_namespaces_policy_and_the_meshs() -> None:
    unset = policy(f"{{{SELECTS_ES}, mtls: {{mode: UNSET}}}}")
    whole = policy("{mtls: {mode: STRICT}}", name="default", namespace="istio-system")
    assert reached(unplanned=unset + whole).how(OUTSIDE, "es", "es-es-http:9200") == "refused"
    near = policy("{mtls: {mode: PERMISSIVE}}", name="default")
    found = reached(unplanned=unset + whole + near)
    assert found.how(OUTSIDE, "es", "es-es-http:9200") == "own TLS"


def test_a_port_that_is_parsed_as_http() -> None:
    own = service("own", "ports: [{name: http, port: 80, targetPort: 9200}]")
    found = reached(unplanned=own, mode="permissive")
    assert found.how(OUTSIDE, "es", "own:80") == "unknown"  # by the ages of the Services
    assert "reach-unsure-protocol" in found.ids(OUTSIDE, "es", "own:80")
    assert "tls-on-http-port" in found.ids(MESHED, "es", "own:80") or found.how(
        MESHED, "es", "own:80"
    )
    alone = service("own", "ports: [{name: web, appProtocol: http, port: 80, targetPort: 9999}]")
    assert reached(unplanned=alone).how(MESHED, "es", "own:80") == "mTLS"


def test_users_services() -> None:
    headless = service("heads", "clusterIP: None, ports: [{name: tcp, port: 9999}]")
    renamed = service("other", "ports: [{name: https, port: 443, targetPort: https}]")
    external = "---\napiVersion: v1\nkind: Service\nmetadata: {name: alias, namespace: other}\nspec: {type: ExternalName, externalName: es-es-http.prod.svc}\n"
    found = reached(STACK + headless + renamed + external)
    assert found.how(MESHED, "es", "heads:9999") == "mTLS"
    assert "program-not-known" in found.ids(MESHED, "es", "heads:9999")
    assert found.how(MESHED, "es", "pod address:9999") == "mTLS"
    assert found.how(MESHED, "es", "other:443") == "TLS in mTLS"
    assert found.find(MESHED, "es", "other:443").pod_port == 9200
    assert found.how(OUTSIDE, "es", "other:443") == "refused"


def test_a_service_that_istio_shows_to_some_namespaces() -> None:
    own = service(
        "own",
        "ports: [{name: https, port: 443, targetPort: 9200}]",
        "{networking.istio.io/exportTo: other}",
    )
    found = reached(unplanned=own)
    assert found.how(MESHED, "es", "own:443") == "refused"
    assert "service-not-shown" in found.ids(MESHED, "es", "own:443")


def test_sidecars_that_hide_and_block() -> None:
    hides = sidecar("{egress: [{hosts: ['istio-system/*']}]}")
    found = reached(unplanned=hides)
    assert "service-not-shown" in found.ids("Kibana/prod/kb", "es", "es-es-http:9200")
    assert found.how("Kibana/prod/kb", "es", "es-es-http:9200") == "refused"
    assert (
        reached(unplanned=hides, mode="permissive").how(MESHED, "es", "es-es-http:9200")
        == "own TLS"
    )
    blocks = sidecar(
        "{outboundTrafficPolicy: {mode: REGISTRY_ONLY}, egress: [{hosts: ['./kb-kb-http.prod.svc.cluster.local']}]}"
    )
    found = reached(unplanned=blocks, mode="permissive")
    assert found.how(MESHED, "es", "es-es-http:9200") == "refused"
    assert "sidecar-blocks-unknown" in found.ids(MESHED, "es", "es-es-http:9200")
    assert found.how(MESHED, "kb", "kb-kb-http:5601") == "TLS in mTLS"


def test_one_pod_without_a_sidecar_behind_a_headless_service() -> None:
    two = ES.replace(
        "[{name: one, count: 1}]",
        "[{name: one, count: 1}, {name: two, count: 1, podTemplate: {metadata: {labels: {a: b}}}}]",
    )
    found = reached(two, mode="permissive", destinationRules="never")
    assert found.how(MESHED, "es", "es-es-one:9200") == "TLS in mTLS"
    headless = service("heads", "clusterIP: None, ports: [{name: https, port: 9200}]")
    out = "{sidecar.istio.io/inject: 'false'}"
    mixed = two.replace("{a: b}", out)
    found = reached(mixed + headless, mode="disabled")
    assert found.how(MESHED, "es", "heads:9200") == "unknown"


def test_excluded_ports_on_one_side_only() -> None:
    out = "{traffic.sidecar.istio.io/includeInboundPorts: '*', traffic.sidecar.istio.io/excludeInboundPorts: '9300,9200'}"
    spec = ES.replace(
        "count: 1}",
        f"count: 1, podTemplate: {{metadata: {{labels: {{sidecar.istio.io/inject: 'true'}}, annotations: {out}}}}}}}",
    )
    found = reached(spec, mode="disabled")
    assert found.how(MESHED, "es", "es-es-http:9200") == "refused"
    assert "nobody-ends-mutual-tls-here" in found.ids(MESHED, "es", "es-es-http:9200")


INGRESS = """\
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: in, namespace: prod, annotations: {a/backend-protocol: PROTOCOL}}
spec: {rules: [{http: {paths: [{path: /, backend: {service: {name: kb-kb-http, port: {number: 5601}}}}]}}]}
"""


def test_what_a_client_sends_to_a_program_that_expects_something_else() -> None:
    """Through an Ingress, whose controller is outside the mesh or in it."""
    plaintext, encrypted = INGRESS.replace("PROTOCOL", "http"), INGRESS.replace("PROTOCOL", "https")
    found = reached(STACK + plaintext)
    assert found.how("gateway", "kb", "kb-kb-http:5601") == "refused"
    assert "program-gets-plaintext" in found.ids("gateway", "kb", "kb-kb-http:5601")
    assert reached(STACK + encrypted).how("gateway", "kb", "kb-kb-http:5601") == "own TLS"
    found = reached(STACK + encrypted, ingress={"meshed": True})
    assert found.how("gateway", "kb", "kb-kb-http:5601") == "TLS in mTLS"
    off = STACK + "  http: {tls: {selfSignedCertificate: {disabled: true}}}\n"
    off = off.replace(
        "spec: {version: 9.4.3, count: 1, elasticsearchRef: {name: es}}\n",
        "spec:\n  version: 9.4.3\n  count: 1\n  elasticsearchRef: {name: es}\n",
    )
    found = reached(off, unplanned=encrypted, mode="excluded")
    assert "program-gets-tls" in found.ids("gateway", "kb", "kb-kb-http:5601")
    assert (
        reached(off + plaintext, mode="permissive").how("gateway", "kb", "kb-kb-http:5601")
        == "plain"
    )
    found = reached(off, unplanned=encrypted, mode="permissive")
    assert "port-parsed-as-http" in found.ids("gateway", "kb", "kb-kb-http:5601")


def test_a_service_that_selects_no_pod() -> None:
    elsewhere = ES.replace("nodeSets", "http: {service: {spec: {selector: {a: b}}}}, nodeSets")
    found = reached(elsewhere)
    assert found.ids(OUTSIDE, "es", "es-es-http:9200") == ["reach-no-pods"]
