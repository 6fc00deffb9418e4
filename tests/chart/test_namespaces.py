"""`namespace` of an entry and namespaceOverride: where a resource goes, and who refers to it there."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import Helm

LOGS: dict[str, Any] = {"elasticsearch": {"logs": {"namespace": "logs"}}}
ELSEWHERE = {"name": "elastic-istio-logs", "namespace": "logs"}


def test_what_is_beside_a_resource_goes_with_it(helm: Helm) -> None:
    entry = {"namespace": "ui", "podDisruptionBudget": {}}
    done = helm.template(values={"kibana": {"default": entry}})
    for kind, name in ("Kibana", "elastic-istio"), ("PodDisruptionBudget", "elastic-istio-kb"):
        assert done.object(kind, name)["metadata"]["namespace"] == "ui"
    assert "namespace" not in done.object("Elasticsearch", "elastic-istio")["metadata"]


def test_permissions_in_the_whole_cluster_have_no_namespace(helm: Helm) -> None:
    rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
    entry = {"namespace": "ui", "rbac": {"clusterRules": rules, "rules": rules}}
    done = helm.template(values={"kibana": {"default": entry}})
    made = {o["kind"]: o for o in done.objects}
    for kind in "ClusterRole", "ClusterRoleBinding":
        assert made[kind]["metadata"]["name"] == "elastic-istio-kb.ui"
        assert "namespace" not in made[kind]["metadata"]
    for kind in "Role", "RoleBinding", "ServiceAccount":
        assert made[kind]["metadata"]["namespace"] == "ui"
    for kind in "RoleBinding", "ClusterRoleBinding":
        assert [one["namespace"] for one in made[kind]["subjects"]] == ["ui"]


def test_certificates_and_routes_are_for_the_services_there(helm: Helm) -> None:
    route = {"kind": "HTTPRoute", "parentRefs": [{"name": "gateway"}], "hosts": ["a.example.com"]}
    entry = {"namespace": "ui", "expose": {"a": route}, "certificate": {"issuerRef": {"name": "x"}}}
    made = [
        o
        for o in helm.template(values={"kibana": {"default": entry}}).objects
        if o["kind"] != "Elasticsearch"
    ]
    assert {o["kind"] for o in made} >= {"Certificate", "HTTPRoute", "BackendTLSPolicy"}
    assert {o["metadata"]["namespace"] for o in made} == {"ui"}
    text = str(made)
    assert "elastic-istio-kb-http.ui.svc" in text
    assert ".prod." not in text


REFERENCES: dict[str, tuple[dict[str, Any], str, Any]] = {
    "by key": ({"kibana": {"default": {"elasticsearchRef": "logs"}}}, "Kibana", ELSEWHERE),
    "in the same namespace": (
        {"kibana": {"default": {"namespace": "logs", "elasticsearchRef": "logs"}}},
        "Kibana",
        {"name": "elastic-istio-logs"},
    ),
    "back into that of the release": (
        {"kibana": {"default": {"namespace": "ui"}}},
        "Kibana",
        {"name": "elastic-istio", "namespace": "prod"},
    ),
    "that of the release, written": (
        {"kibana": {"default": {"namespace": "prod"}}},
        "Kibana",
        {"name": "elastic-istio"},
    ),
    "in a list": (
        {"agent": {"default": {"elasticsearchRefs": ["logs"], "deployment": {}}}},
        "Agent",
        [ELSEWHERE],
    ),
    "in a mapping": (
        {"logstash": {"default": {"elasticsearchRefs": {"out": "logs"}}}},
        "Logstash",
        [{"clusterName": "out", **ELSEWHERE}],
    ),
    "in a list that needs a name": (
        {"logstash": {"default": {"elasticsearchRefs": ["logs"]}}},
        "Logstash",
        [{"clusterName": "logs", **ELSEWHERE}],
    ),
}


@pytest.mark.parametrize("case", REFERENCES)
def test_a_reference_names_the_namespace_if_it_is_another(helm: Helm, case: str) -> None:
    values, kind, expected = REFERENCES[case]
    spec = helm.template(values={**LOGS, **values}).object(kind, "elastic-istio")["spec"]
    assert expected in (spec.get("elasticsearchRef"), spec.get("elasticsearchRefs"))


def test_monitoring_and_remote_clusters_name_it_too(helm: Helm) -> None:
    entry = {
        "monitoring": {"metrics": {"elasticsearchRefs": ["logs"]}},
        "remoteClusters": {"far": {"elasticsearchRef": "logs"}},
    }
    values = {"elasticsearch": {"default": entry, **LOGS["elasticsearch"]}}
    spec = helm.template(values=values).object("Elasticsearch", "elastic-istio")["spec"]
    assert spec["monitoring"]["metrics"]["elasticsearchRefs"] == [ELSEWHERE]
    assert spec["remoteClusters"] == [{"name": "far", "elasticsearchRef": ELSEWHERE}]


def test_a_selector_of_autoops_selects_in_the_namespace_of_its_target(helm: Helm) -> None:
    policy = {"autoOpsRef": {"secretName": "s"}, "resourceSelector": "logs"}
    done = helm.template(values={**LOGS, "autoOpsAgentPolicy": {"default": policy}})
    spec = done.object("AutoOpsAgentPolicy", "elastic-istio")["spec"]
    assert spec["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "logs"}}


@pytest.mark.parametrize(
    ("namespace", "operator", "refused"),
    [
        ("logs", "elastic-system", False),
        ("elastic-system", "elastic-system", False),
        ("prod", "prod", False),
        ("", "elastic-system", True),
        ("elastic-system", "eck", True),
    ],
)
def test_a_policy_has_to_be_where_eck_applies_it(
    helm: Helm, namespace: str, operator: str, refused: bool
) -> None:
    policy = {"namespace": namespace, "resourceSelector": "logs"}
    values = {**LOGS, "stackConfigPolicy": {"default": policy}}
    values["mesh"] = {"operator": {"namespace": operator}}
    done = helm.template(values=values, check=False)
    assert bool(done.returncode) is refused
    if refused:
        assert (
            "stackConfigPolicy.default.resourceSelector: selects a resource in the" in done.stderr
        )
        assert "Set stackConfigPolicy.default.namespace to one of the two" in done.stderr


def test_an_autoscaler_has_to_be_where_its_elasticsearch_is(helm: Helm) -> None:
    policy = {"resources": {"nodeCount": {"min": 1, "max": 2}}}
    scaler: dict[str, Any] = {"elasticsearchRef": "logs", "policies": {"a": policy}}
    values: dict[str, Any] = {**LOGS, "elasticsearchAutoscaler": {"default": scaler}}
    done = helm.template(values=values, check=False)
    assert (
        "elasticsearchAutoscaler.default.elasticsearchRef: elasticsearch.logs is in the namespace logs"
        in done.stderr
    )
    scaler["namespace"] = "logs"
    made = helm.template(values=values).object("ElasticsearchAutoscaler", "elastic-istio")
    assert made["spec"]["elasticsearchRef"] == {"name": "elastic-istio-logs"}


def test_two_resources_may_have_one_name_in_two_namespaces(helm: Helm) -> None:
    entry = {"namespace": "logs", "name": "elastic-istio"}
    done = helm.template(values={"elasticsearch": {"logs": entry}})
    found = [o["metadata"] for o in done.objects if o["kind"] == "Elasticsearch"]
    assert [(one["name"], one.get("namespace")) for one in found] == [
        ("elastic-istio", None),
        ("elastic-istio", "logs"),
    ]
    entry["namespace"] = "prod"  # which is that of the release
    done = helm.template(values={"elasticsearch": {"logs": entry}}, check=False)
    assert "elasticsearch.logs: has the name" in done.stderr


def test_the_strongest_namespace_is_that_of_the_entry(helm: Helm) -> None:
    values = {
        "namespaceOverride": "all",
        "defaults": {"kibana": {"namespace": "ui"}},
        "kibana": {"own": {"namespace": "own"}, "none": {"namespace": None}},
        "helmTest": {"enabled": True},
    }
    done = helm.template(values=values)
    where = {(o["kind"], o["metadata"]["name"]): o["metadata"]["namespace"] for o in done.objects}
    assert where == {
        ("Elasticsearch", "elastic-istio"): "all",
        ("Kibana", "elastic-istio"): "ui",
        ("Kibana", "elastic-istio-none"): "ui",
        ("Kibana", "elastic-istio-own"): "own",
        ("Pod", "elastic-istio-es-test"): "all",
        ("Pod", "elastic-istio-kb-test"): "ui",
        ("Pod", "elastic-istio-none-kb-test"): "ui",
        ("Pod", "elastic-istio-own-kb-test"): "own",
    }
    assert "elastic-istio-es-http.all.svc:9200" in done.stdout


@pytest.mark.parametrize("bad", ["Logs", "a.b", "a" * 64])
def test_what_is_no_namespace_is_refused(helm: Helm, bad: str) -> None:
    done = helm.template(values={"kibana": {"default": {"namespace": bad}}}, check=False)
    assert f'kibana.default: the namespace "{bad}" is not one' in done.stderr


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"nameOverride": "search"}, "elastic-istio-search"),
        ({"nameOverride": "search", "fullnameOverride": "es"}, "es"),
        ({"nameOverride": None}, "elastic-istio"),
    ],
)
def test_a_name_in_place_of_the_charts(helm: Helm, values: dict[str, Any], name: str) -> None:
    assert {o["metadata"]["name"] for o in helm.template(values=values).objects} == {name}
