"""istiod's own code agrees with the plan of every golden case: each port accepts whom the plan says, each client in the
mesh gets its bytes through. Listeners and clusters are computed by istiod's code and matched by pilot/pkg/simulation;
no Envoy runs (test_traffic.py runs some)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.errors import UserError
from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.cluster.judge.objects import Service
from tests.cluster.judge.reached import Reached
from tests.cluster.judge.verdicts import Judged, judge
from tests.cluster.judge.world import World
from tests.support.cases import FOLDERS, Case, Streams, name
from tests.support.streams import STACK

ACCEPTED = [folder for folder in FOLDERS if (folder / "output.yaml").exists()]


@pytest.fixture(scope="module")
def judged(streams: Streams) -> dict[str, Judged]:
    """Each case."""
    cases = map(Case, ACCEPTED)
    renderings = [Reached(render(streams.of(case), case.parsed_flags)) for case in cases]
    return dict(zip(map(name, ACCEPTED), judge(renderings), strict=True))


@pytest.mark.parametrize("folder", ACCEPTED, ids=name)
def test_istiod_agrees_with_the_plan(folder: Path, judged: dict[str, Judged]) -> None:
    assert judged[name(folder)].wrong == []


def test_istiod_is_asked_about_every_case_with_a_sidecar(judged: dict[str, Judged]) -> None:
    """A case without a question is one in which no pod with a port gets a sidecar."""
    assert any(one.sidecars for one in judged.values())
    assert [key for key, one in judged.items() if one.sidecars and not one.asked] == []


OWN_RULE = """\
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: own, namespace: prod}
spec: {host: es-es-http.prod.svc.cluster.local, trafficPolicy: {tls: {mode: SIMPLE}}}
"""


WRAPPED = {
    "Kibana/prod/kb -> Elasticsearch/prod/es: refused",
    "a pod in the mesh -> Elasticsearch/prod/es: refused",
}


def short(contradictions: list[str]) -> set[str]:
    """The contradictions without the ways to the pods."""
    return {re.sub(r" by .*, istiod: ", ": ", text) for text in contradictions}


def judged_with(mode: str, change: Callable[[World], None]) -> list[str]:
    """The contradictions of STACK with ECK's TLS, after a change that the plan has not seen."""
    reached = Reached(render(STACK, Flags(mode=mode, block={"tls": "eck"})))
    change(reached.world)
    return judge([reached])[0].wrong


def test_nothing_contradicts_the_stack_itself() -> None:
    assert judged_with("strict", lambda world: None) == []


def test_a_port_called_http_in_an_older_service_is_seen() -> None:
    """What rule http_port_names refuses: 9200 is then dead for everybody."""
    spec = {
        "selector": {"common.k8s.elastic.co/type": "elasticsearch"},
        "ports": [{"name": "http", "port": 9200}],
    }
    own = Service("prod", "own", "10.96.0.99", spec)
    found = judged_with("permissive", lambda world: world.services.append(own))
    everybody = {"a pod in the mesh", "a pod outside the mesh", "the operator", "Kibana/prod/kb"}
    assert short(found) == {f"{who} -> Elasticsearch/prod/es: refused" for who in everybody}


def test_a_rule_that_wraps_eck_tls_in_another_tls_is_seen() -> None:
    found = judged_with("permissive", lambda world: world.add(OWN_RULE))
    assert short(found) == WRAPPED


FULL = "es-es-http.prod.svc.cluster.local"
KIBANA = "workloadSelector: {matchLabels: {kibana.k8s.elastic.co/name: kb}}"
GATEWAY = "workloadSelector: {matchLabels: {istio: ingressgateway}}"


RULES = [
    ("prod", "host: es-es-http"),
    ("prod", "host: es-es-http.prod"),
    ("prod", f"host: {FULL}, exportTo: ['.']"),
    ("prod", f"host: {FULL}, exportTo: [istio-ingress]"),
    ("prod", f"host: {FULL}, {KIBANA}"),
    ("prod", f"host: {FULL}, {GATEWAY}"),
    ("prod", f"host: {FULL}, workloadSelector: {{}}"),
    ("prod", "host: '*.prod.svc.cluster.local'"),
    ("other", f"host: {FULL}"),
    ("istio-system", f"host: {FULL}"),
    ("istio-system", f"host: {FULL}, exportTo: ['.']"),
    ("istio-system", f"host: {FULL}, exportTo: [prod]"),
    ("istio-system", f"host: {FULL}, {KIBANA}"),
    ("istio-system", "host: '*.local'"),
]


def own_rule(namespace: str, spec: str) -> str:
    rule = OWN_RULE.partition("spec:")[0].replace("namespace: prod", f"namespace: {namespace}")
    return f"{rule}spec: {{{spec}, trafficPolicy: {{tls: {{mode: SIMPLE}}}}}}\n"


@pytest.mark.parametrize(("namespace", "spec"), RULES)
def test_eck_mesh_and_istiod_find_the_same_rule(namespace: str, spec: str) -> None:
    """A rule of mode SIMPLE is refused exactly where istiod gives it to Kibana's sidecar."""
    rule = own_rule(namespace, spec)
    every = judged_with("permissive", lambda world: world.add(rule))
    found = [one for one in every if one.startswith("Kibana")]
    assert refused_in_permissive(STACK + rule) == (("rule-wraps-eck-tls",) if found else ())


def refused_in_permissive(stream: str) -> tuple[str, ...]:
    """The ids of the refusals of a stream."""
    try:
        render(stream, Flags(mode="permissive", block={"tls": "eck"}))
    except UserError as error:
        return tuple(error.ids)
    return ()


HIDING = """\
---
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: {name: hides, namespace: prod}
spec: {workloadSelector: {labels: {kibana.k8s.elastic.co/name: kb}}, egress: [{hosts: [HOSTS]}]}
"""


def test_a_sidecar_that_hides_a_target_is_seen() -> None:
    """What rule hidden_targets refuses in strict, and not in permissive."""
    hiding = HIDING.replace("HOSTS", "istio-system/*")
    found = judged_with("strict", lambda world: world.add(hiding))
    assert short(found) == {"Kibana/prod/kb -> Elasticsearch/prod/es: refused"}
    found = judged_with("permissive", lambda world: world.add(hiding))
    assert short(found) == {"Kibana/prod/kb -> Elasticsearch/prod/es: own TLS"}
    listing = HIDING.replace("HOSTS", "./es-es-http.prod.svc.cluster.local")
    assert judged_with("strict", lambda world: world.add(listing)) == []


POLICY = """\
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata: {name: es, namespace: prod, annotations: {istio.io/ignore-policy-attachment: "IGNORED"}}
spec:
  targetRefs: [{group: "", kind: Service, name: es-es-http}]
  validation: {hostname: es-es-http.prod.svc, wellKnownCACertificates: System}
"""


def test_a_backend_tls_policy_that_sidecars_follow_too_is_seen() -> None:
    """What rule backend_tls_policies refuses, and the annotation by which Istio ignores it."""
    policy = POLICY.replace("IGNORED", "false")
    assert short(judged_with("permissive", lambda world: world.add(policy))) == WRAPPED
    assert refused_in_permissive(f"{STACK}---\n{policy}") == ("policy-wraps-eck-tls",)
    policy = POLICY.replace("IGNORED", "true")
    assert judged_with("permissive", lambda world: world.add(policy)) == []
    assert refused_in_permissive(f"{STACK}---\n{policy}") == ()


def test_a_missing_policy_is_seen() -> None:
    found = judged_with("strict", lambda world: world.drop("PeerAuthentication"))
    targets = "Elasticsearch/prod/es", "Kibana/prod/kb"
    outside = {f"a pod outside the mesh -> {target}: own TLS" for target in targets}
    assert outside <= short(found)


@pytest.mark.parametrize(
    ("mode", "route"),
    [("SIMPLE", "http: [{route: [{destination: {host: kb-kb-http}}]}]")],
)
def test_a_gateway_that_sends_http_to_eck_tls_is_seen(mode: str, route: str) -> None:
    tls = f"{{mode: {mode}, credentialName: kb}}"
    port = "{number: 443, name: https, protocol: HTTPS}"
    objects = f"""
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {{name: public, namespace: prod}}
spec: {{selector: {{istio: gateway}}, servers: [{{port: {port}, tls: {tls}, hosts: ["*"]}}]}}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {{name: kibana, namespace: prod}}
spec: {{hosts: [kb.example.com], gateways: [public], {route}}}
"""
    assert judged_with("strict", lambda world: world.add(objects)) == [
        "kb.example.com through public 443: plaintext arrives where tls is spoken"
    ]


def test_a_gateway_of_the_gateway_api_that_sends_http_to_eck_tls_is_seen() -> None:
    """What rule http_routes refuses. A policy makes no difference: eck-mesh's own rule counts more."""
    objects = """\
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: public, namespace: prod}
spec: {gatewayClassName: istio, listeners: [{name: web, port: 80, protocol: HTTP}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: es, namespace: prod}
spec:
  hostnames: [es.example.com]
  parentRefs: [{name: public}]
  rules: [{backendRefs: [{name: es-es-http, port: 9200}]}]
"""
    seen = ["es.example.com through public 80: plaintext arrives where tls is spoken"]
    assert judged_with("strict", lambda world: world.add(objects)) == seen
    policy = POLICY.replace("IGNORED", "false")
    assert judged_with("strict", lambda world: world.add(f"{objects}---\n{policy}")) == seen


POLICY_HEAD = """\
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {name: es-es, namespace: prod}
spec: """
ES_PODS = "selector: {matchLabels: {elasticsearch.k8s.elastic.co/cluster-name: es}}"
STATEFUL = "selector: {elasticsearch.k8s.elastic.co/statefulset-name: es-es-default}"


def attack(mode: str, unplanned: str, **block: Any) -> Reached:
    """A rendering with manifests that its plan has not seen, and that take the place of those of the same name."""
    rendering = render(STACK, Flags(mode=mode, block={"tls": "eck", **block}))
    more = read_manifests(list(stream.split(unplanned)))
    manifests = {**rendering.after.manifests, **{one.ref: one for one in more}}
    reached = Reached(rendering._replace(after=Mesh(manifests.values(), rendering.after.settings)))
    names = {(one.ref.kind, one.ref.name) for one in more}
    reached.world.istio = [
        body
        for body in reached.world.istio
        if (body["kind"], body["metadata"]["name"]) not in names
    ]
    reached.world.add("---\n".join(one for one in unplanned.split("---\n") if ".istio.io/" in one))
    return reached


ATTACKS = {
    "rule DISABLE": OWN_RULE.replace("SIMPLE", "DISABLE"),
    "rule MUTUAL for a port": OWN_RULE.replace(
        "tls: {mode: SIMPLE}",
        "tls: {mode: ISTIO_MUTUAL}, portLevelSettings: [{port: {number: 9200}, tls: {mode: DISABLE}}]",
    ),
    "rule for a port without tls": OWN_RULE.replace(
        "tls: {mode: SIMPLE}",
        "tls: {mode: DISABLE}, portLevelSettings: [{port: {number: 9200}, connectionPool: {tcp: {maxConnections: 1}}}]",
    ),
    "rule with a subset": OWN_RULE.replace(
        "trafficPolicy: {tls: {mode: SIMPLE}}",
        "subsets: [{name: a, labels: {a: b}, trafficPolicy: {tls: {mode: DISABLE}}}]",
    ),
    "rule for a headless Service": OWN_RULE.replace("es-es-http", "es-es-default"),
    "wildcard": OWN_RULE.replace("es-es-http.prod.svc", "'*.prod.svc").replace("local,", "local',"),
    "policy DISABLE for a port": f"{POLICY_HEAD}{{{ES_PODS}, mtls: {{mode: STRICT}}, portLevelMtls: {{'9200': {{mode: DISABLE}}}}}}",
    "policy UNSET for a port": f"{POLICY_HEAD}{{{ES_PODS}, mtls: {{mode: STRICT}}, portLevelMtls: {{'9200': {{mode: UNSET}}}}}}",
    "policy DISABLE": f"{POLICY_HEAD}{{{ES_PODS}, mtls: {{mode: DISABLE}}}}",
    "policy of the namespace": f"{POLICY_HEAD.replace('es-es', 'default')}{{mtls: {{mode: DISABLE}}}}",
    "policy PERMISSIVE for another port": f"{POLICY_HEAD}{{{ES_PODS}, mtls: {{mode: STRICT}}, portLevelMtls: {{'9999': {{mode: PERMISSIVE}}}}}}",
    "headless Service of a user": f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: own, namespace: prod}}\nspec: {{clusterIP: None, {STATEFUL}, ports: [{{name: https, port: 9200}}, {{name: tcp-more, port: 9999}}]}}\n",
    "Service of a user": f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: own, namespace: prod}}\nspec: {{{STATEFUL}, ports: [{{name: a, appProtocol: https, port: 443, targetPort: https}}, {{name: b, appProtocol: http, port: 80, targetPort: 9999}}]}}\n",
    "Sidecar": HIDING.replace("HOSTS", "istio-system/*"),
    "Sidecar REGISTRY_ONLY": HIDING.replace("HOSTS", "istio-system/*").replace(
        "spec: {", "spec: {outboundTrafficPolicy: {mode: REGISTRY_ONLY}, "
    ),
    "Sidecar for everybody": HIDING.replace("HOSTS", "./kb-kb-http.prod.svc.cluster.local").replace(
        "workloadSelector: {labels: {kibana.k8s.elastic.co/name: kb}}, ", ""
    ),
}


BLOCKS = [
    {"mode": "strict", "destinationRules": "auto", "tls": "eck"},
    {"mode": "strict", "destinationRules": "never", "tls": "istio"},
    {"mode": "permissive", "destinationRules": "never", "tls": "eck"},
]


@pytest.fixture(scope="module")
def differing() -> dict[str, dict[str, list[str]]]:
    """What differs, by the attack and the settings."""
    every = [(key, ATTACKS[key], block) for key, block in itertools.product(ATTACKS, BLOCKS)]
    every += [("rules", own_rule(*one), BLOCKS[-1]) for one in RULES]
    attacks = [attack(unplanned=unplanned, **block) for _, unplanned, block in every]
    found: dict[str, dict[str, list[str]]] = {}
    for (key, unplanned, block), one in zip(every, judge(attacks), strict=True):
        assert one.asked
        found.setdefault(key, {})[" ".join([*block.values(), unplanned])] = one.wrong
    return found


@pytest.mark.parametrize("key", [*ATTACKS, "rules"])
def test_reach_and_istiod_agree_on_what_no_plan_accepts(
    key: str, differing: dict[str, dict[str, list[str]]]
) -> None:
    assert {block: wrong for block, wrong in differing[key].items() if wrong} == {}
