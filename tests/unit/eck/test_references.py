"""Who dials whom: what the golden files do not show of references, selectors, addresses and Services."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from eck_mesh.eck.fleet import named
from eck_mesh.eck.references import Dialed, dials
from eck_mesh.eck.resource import pod_ports, services
from eck_mesh.eck.stack_config import selects
from eck_mesh.manifests import stream
from eck_mesh.manifests.manifest import Manifest, Ref
from eck_mesh.manifests.reader import read
from eck_mesh.mesh.exposure import led_to


def resource(
    kind: str, name: str, spec: dict[str, Any], namespace: str = "logs", **labels: str
) -> Manifest:
    group = {"AutoOpsAgentPolicy": "autoops", "ElasticMapsServer": "maps", "Service": ""}.get(
        kind, kind.lower()
    )
    body = {"metadata": {"name": name, "labels": labels}, "spec": spec}
    return Manifest(Ref(f"{group}.k8s.elastic.co" if group else "", kind, namespace, name), body, 1)


def elasticsearch(name: str, namespace: str = "logs", *sets: str, **labels: str) -> Manifest:
    return resource(
        "Elasticsearch",
        name,
        {"nodeSets": [{"name": one} for one in sets or ["a"]]},
        namespace,
        **labels,
    )


def dialed(manifest: Manifest, *others: Manifest) -> list[Dialed]:
    known = {other.ref: other for other in (manifest, *others)}
    names = {
        (one.name, other.ref.namespace): other.ref for other in others for one in services(other)
    }
    return dials(manifest, known, names)


ES, ELSEWHERE = elasticsearch("es", watched="yes"), elasticsearch("es", "apps", watched="yes")


@pytest.mark.parametrize(
    ("remote", "role"),
    [
        ({"name": "r"}, "transport"),
        ({"name": "r", "apiKey": {}}, "remote-cluster"),
        ({"name": "r", "apiKey": None}, "transport"),
    ],
)
def test_a_remote_cluster_is_dialed_by_certificates_or_by_an_api_key(
    remote: dict[str, Any], role: str
) -> None:
    local = resource(
        "Elasticsearch",
        "local",
        {"remoteClusters": [{**remote, "elasticsearchRef": {"name": "es"}}]},
    )
    assert dialed(local, ES) == [Dialed(ES.ref, role)]


def test_a_secret_leads_out_of_the_stream() -> None:
    assert dialed(resource("Kibana", "kb", {"elasticsearchRef": {"secretName": "cloud"}}), ES) == []


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({}, [ES, ELSEWHERE]),
        ({"resourceSelector": {"matchLabels": {"watched": "yes"}}}, [ES, ELSEWHERE]),
        ({"resourceSelector": {"matchLabels": {"watched": "no"}}}, []),
        (
            {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "apps"}}},
            [ELSEWHERE],
        ),
        ({"namespaceSelector": {"matchLabels": {"team": "search"}}}, [ES, ELSEWHERE]),
        (
            {
                "namespaceSelector": {
                    "matchExpressions": [
                        {"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["logs"]}
                    ]
                }
            },
            [ES],
        ),
    ],
)
def test_autoops_dials_what_it_selects_in_every_namespace(
    spec: dict[str, Any], found: list[Manifest]
) -> None:
    policy = resource("AutoOpsAgentPolicy", "watch", spec, "elsewhere")
    assert [one.target for one in dialed(policy, ES, ELSEWHERE)] == [
        manifest.ref for manifest in found
    ]


@pytest.mark.parametrize(
    "selector",
    [
        None,
        [],
        {"matchLabels": ["watched"]},
        {"matchExpressions": "watched"},
        {"matchExpressions": [{"key": ["watched"], "operator": "Sometimes"}]},
        {"matchExpressions": [{"key": "watched", "operator": "In", "values": 3}]},
        {"matchExpressions": [{"key": "watched", "operator": ["In"], "values": ["no"]}]},
    ],
)
def test_what_is_no_selector_may_select(selector: Any) -> None:
    assert selects(selector, {"watched": "yes"})


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("https://es-es-http.logs.svc:9200", ("es-es-http", "logs")),
        ("es-es-http:9200", ("es-es-http", "logs")),
        ("https://user@es-es-a-0.es-es-a.logs.svc.cluster.local", ("es-es-a", "logs")),
        ("https://es-es-http.apps.svc:9200", None),
        ("https://es.example.com", None),
        ("default", None),
        ("", None),
    ],
)
def test_the_service_that_an_address_names(address: str, service: tuple[str, str] | None) -> None:
    known = {("es-es-http", "logs"): ES.ref, ("es-es-a", "logs"): ES.ref}
    assert named(address, "logs", known) == service


def test_an_output_of_fleet_to_logstash_is_one_port() -> None:
    logstash = resource(
        "Logstash",
        "in",
        {"services": [{"name": "beats", "service": {"spec": {"ports": [{"port": 5044}]}}}]},
    )
    outputs = [{"type": "logstash", "hosts": ["in-ls-beats.logs.svc:5044"]}]
    kibana = resource("Kibana", "kb", {"config": {"xpack": {"fleet": {"outputs": outputs}}}})
    agent = resource("Agent", "host", {"kibanaRef": {"name": "kb"}})
    assert dialed(agent, kibana, logstash) == [
        Dialed(kibana.ref, "http"),
        Dialed(logstash.ref, "http", "in-ls-beats", kibana.ref),
    ]


@pytest.mark.parametrize(
    ("ports", "found"),
    [
        ([{"port": 443, "targetPort": 9200}, {"port": 9300}], [9200, 9300]),
        ([{"port": 443, "targetPort": "https"}], [9200]),
        ([{"port": 1, "targetPort": "metrics"}, {"port": 2, "targetPort": "nowhere"}], [9114]),
        ([{"port": 514, "protocol": "UDP"}], []),
        ("all", []),
    ],
)
def test_the_pods_ports_that_a_service_leads_to(ports: Any, found: list[int]) -> None:
    container = {"name": "exporter", "ports": [{"name": "metrics", "containerPort": 9114}]}
    body = {"nodeSets": [{"name": "a", "podTemplate": {"spec": {"containers": [container]}}}]}
    assert pod_ports(resource("Elasticsearch", "es", body), {"ports": ports}) == found


def test_an_api_service_of_your_own_takes_the_place_of_ecks() -> None:
    def logstash(*entries: Any) -> list[tuple[str, list[int]]]:
        return [
            (one.name, one.ports)
            for one in services(resource("Logstash", "in", {"services": list(entries)}))
        ]

    assert logstash() == [("in-ls-api", [9600])]
    assert logstash({"name": "api", "service": {"spec": {"ports": [{"port": 9700}]}}}) == [
        ("in-ls-api", [9700])
    ]
    assert logstash({"name": "api", "tls": {}}, {"service": {}}, "none") == [("in-ls-api", [9600])]


SELECTING = [
    ({"elasticsearch.k8s.elastic.co/cluster-name": "es"}, True),
    ({"elasticsearch.k8s.elastic.co/cluster-name": "other"}, False),
    ({"common.k8s.elastic.co/type": "elasticsearch"}, True),
    ({"elasticsearch.k8s.elastic.co/statefulset-name": "es-es-b"}, True),
    ({"elasticsearch.k8s.elastic.co/node-master": "true"}, True),
    ({"tier": "hot"}, True),
    ({"tier": "cold"}, False),
    ({"app": "shop"}, False),
    ({}, False),
    (None, False),
    ("app=shop", False),
]


@pytest.mark.parametrize(("selector", "yes"), SELECTING)
def test_the_services_of_the_stream_that_lead_to_our_pods(selector: Any, yes: bool) -> None:
    es = elasticsearch("es", "logs", "a", "b")
    es.body["spec"]["nodeSets"][1]["podTemplate"] = {"metadata": {"labels": {"tier": "hot"}}}
    service = resource("Service", "mine", {"selector": selector, "ports": [{"port": 9200}]})
    far = service._replace(ref=service.ref._replace(namespace="apps"))
    assert led_to([service, far], [es]) == ({es.ref: [(service, [9200])]} if yes else {})


@pytest.mark.parametrize(
    ("spec", "parsed"),
    [
        ({"selector": {"app": "shop"}}, False),
        ({"selector": {"app": "shop"}, "type": "LoadBalancer"}, True),
        ({"selector": {"app": "shop"}, "externalIPs": ["192.0.2.1"]}, True),
        ({"selector": {"kibana.k8s.elastic.co/name": "kb"}}, True),
    ],
)
def test_services_of_other_apps_stay_text(spec: dict[str, Any], parsed: bool) -> None:
    text = "---\n" + yaml.safe_dump(
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": spec}
    )
    assert [manifest.ref for manifest in read(list(stream.split(text)))] == (
        [Ref("", "Service", "", "a")] if parsed else []
    )


@pytest.mark.parametrize("kind", ["ServiceAccount", "Deployment"])
def test_what_is_no_service_stays_text(kind: str) -> None:
    text = f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: Service}}\nspec: {{type: LoadBalancer, of: kibana.k8s.elastic.co/name}}\n"
    assert read(list(stream.split(text))) == []
