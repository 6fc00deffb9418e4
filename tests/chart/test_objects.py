"""What values make of each kind: defaults, shorthands, pass-through, references."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.helm import STACK, Helm

POD: dict[str, Any] = {"metadata": {}, "spec": {"containers": []}}


def spec(
    helm: Helm, kind: str, values: dict[str, Any], name: str = "elastic-istio"
) -> dict[str, Any]:
    found: dict[str, Any] = helm.template(values=values).object(kind, name)["spec"]
    return found


def es(entry: dict[str, Any]) -> dict[str, Any]:
    return {"elasticsearch": {"default": entry}}


def test_the_default_is_one_node_that_starts_on_every_cluster(helm: Helm) -> None:
    made = spec(helm, "Elasticsearch", {})
    config = {"node.store.allow_mmap": False}
    assert made == {
        "version": STACK,
        "nodeSets": [{"name": "default", "count": 1, "config": config, "podTemplate": POD}],
    }


@pytest.mark.parametrize(
    "entry",
    [
        {"nodeSets": {"default": {}}},
        {"nodeSets": [{"name": "default"}]},
        {"spec": {"nodeSets": [{"name": "default", "count": 1}]}},
    ],
)
def test_node_sets_that_somebody_writes_keep_mmap(helm: Helm, entry: dict[str, Any]) -> None:
    (node_set,) = spec(helm, "Elasticsearch", es(entry))["nodeSets"]
    assert (node_set["count"], "config" in node_set) == (1, False)


def test_node_sets_of_ones_own_leave_none_of_the_default(helm: Helm) -> None:
    made = spec(
        helm,
        "Elasticsearch",
        es({"nodeSets": {"data": {"count": 0}, "hot": {}, "off": {"enabled": False}}}),
    )
    assert [(n["name"], n["count"]) for n in made["nodeSets"]] == [("data", 0), ("hot", 1)]


def test_a_second_values_file_changes_one_leaf(helm: Helm) -> None:
    values = es({"nodeSets": {"master": {"count": 3, "config": {"a": 1}}, "data": {"count": 2}}})
    done = helm.template("--set=elasticsearch.default.nodeSets.data.count=5", values=values)
    node_sets = done.object("Elasticsearch", "elastic-istio")["spec"]["nodeSets"]
    assert [(n["name"], n["count"], n.get("config")) for n in node_sets] == [
        ("data", 5, None),
        ("master", 3, {"a": 1}),
    ]


def test_storage_is_short_for_the_claim_that_eck_mounts(helm: Helm) -> None:
    made = spec(
        helm,
        "Elasticsearch",
        es({"nodeSets": {"data": {"storage": {"size": "5Gi", "storageClassName": "ssd"}}}}),
    )
    claim = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "5Gi"}},
        "storageClassName": "ssd",
    }
    assert made["nodeSets"][0]["volumeClaimTemplates"] == [
        {"metadata": {"name": "elasticsearch-data"}, "spec": claim}
    ]


def test_claims_given_whole_win_over_storage(helm: Helm) -> None:
    entry = {
        "nodeSets": {
            "data": {
                "storage": {"size": "5Gi"},
                "volumeClaimTemplates": [{"metadata": {"name": "mine"}}],
            }
        }
    }
    assert spec(helm, "Elasticsearch", es(entry))["nodeSets"][0]["volumeClaimTemplates"] == [
        {"metadata": {"name": "mine"}, "spec": {"resources": {}}}
    ]


@pytest.mark.parametrize(
    ("http", "wanted"),
    [
        (None, None),
        ({"tls": None}, {}),
        ({"tls": {"certificate": None}}, {"tls": {}}),
        ({"tls": {"selfSignedCertificate": None}}, {"tls": {}}),
    ],
)
@pytest.mark.parametrize("mode", ["disabled", "strict"])
def test_nulls_in_http_are_left_out(helm: Helm, http: Any, wanted: Any, mode: str) -> None:
    """As the API server does."""
    values = {**es({"spec": {"http": http}}), "mesh": {"mode": mode}}
    assert spec(helm, "Elasticsearch", values)["http"] == wanted


@pytest.mark.parametrize(
    ("entry", "count"),
    [({}, 1), ({"count": None}, 1), ({"count": 0}, None), ({"spec": {"count": 2}}, 2)],
)
def test_a_client_has_a_count_which_eck_would_read_as_0(
    helm: Helm, entry: dict[str, Any], count: int | None
) -> None:
    """The operator does not write 0, so the chart does not either."""
    values = {
        "kibana": {"more": {"enabled": True, **entry}},
        "apmServer": {"more": {"enabled": True, **entry}},
    }
    for kind in "Kibana", "ApmServer":
        assert spec(helm, kind, values, "elastic-istio-more").get("count") == count


@pytest.mark.parametrize(
    "template", [None, {}, {"metadata": None}, {"metadata": {"labels": None, "annotations": None}}]
)
def test_pod_templates_have_what_the_operator_writes_whatever_was_given(
    helm: Helm, template: Any
) -> None:
    values: dict[str, Any] = {
        "elasticsearch": {
            "default": {
                "nodeSets": {
                    "a": {"podTemplate": template},
                    "b": {"spec": {"podTemplate": template}},
                }
            }
        },
        "kibana": {"default": {"spec": {"podTemplate": template}}},
        "apmServer": {"default": {"podTemplate": template}},
    }
    done = helm.template(values=values)
    for kind in "Kibana", "ApmServer":
        assert done.object(kind, "elastic-istio")["spec"]["podTemplate"] == POD
    for node_set in done.object("Elasticsearch", "elastic-istio")["spec"]["nodeSets"]:
        assert node_set["podTemplate"] == POD


def test_spec_is_merged_last_and_deeply(helm: Helm) -> None:
    entry = {
        "http": {
            "service": {"spec": {"type": "ClusterIP"}},
            "tls": {"certificate": {"secretName": "a"}},
        },
        "spec": {
            "version": "8.19.0",
            "http": {"tls": {"certificate": {"newer": 2}}},
            "updateStrategy": {"changeBudget": {"maxSurge": 1}},
        },
        "nodeSets": {
            "hot": {
                "config": {"x": 1, "y": {"z": 1}},
                "spec": {"count": 7, "config": {"y": {"w": 2}}},
            }
        },
    }
    made = spec(helm, "Elasticsearch", es(entry))
    assert made["version"] == "8.19.0"
    assert made["http"] == {
        "service": {"spec": {"type": "ClusterIP"}},
        "tls": {"certificate": {"secretName": "a", "newer": 2}},
    }
    assert made["updateStrategy"] == {"changeBudget": {"maxSurge": 1}}
    assert made["nodeSets"][0]["count"] == 7
    assert made["nodeSets"][0]["config"] == {"x": 1, "y": {"z": 1, "w": 2}}


def test_types_come_through(helm: Helm) -> None:
    config = {
        "int": 10000000,
        "big": 2**53,
        "float": 1.5,
        "bool": False,
        "text": "1e3",
        "switch": "yes",
        "null": "~",
        "list": [1, "1"],
    }
    made = spec(helm, "Elasticsearch", es({"nodeSets": {"a": {"config": config}}}))["nodeSets"][0][
        "config"
    ]
    assert made == config
    assert [type(v) for v in made.values()] == [type(config[k]) for k in made]


def test_common_and_own_metadata(helm: Helm) -> None:
    values = {
        "commonLabels": {"team": "a", "tier": "a"},
        "commonAnnotations": {"x": "a"},
        "kibana": {"default": {"labels": {"tier": "b"}, "annotations": {"y": "b"}}},
    }
    metadata = helm.template(values=values).object("Kibana", "elastic-istio")["metadata"]
    assert metadata["annotations"] == {"x": "a", "y": "b"}
    assert metadata["labels"] == {
        "helm.sh/chart": "eck-mesh-0.1.0",
        "app.kubernetes.io/name": "kibana",
        "app.kubernetes.io/component": "kibana.default",
        "app.kubernetes.io/version": STACK,
        "app.kubernetes.io/instance": "elastic-istio",
        "app.kubernetes.io/part-of": "elastic-stack",
        "app.kubernetes.io/managed-by": "Helm",
        "team": "a",
        "tier": "b",
    }


@pytest.mark.parametrize("mode", ["disabled", "strict"])
def test_labels_tell_resources_apart_and_reach_no_pod(helm: Helm, mode: str) -> None:
    values = {
        "elasticsearch": {"logs": {"version": "8.19.0"}},
        "apmServer": {"edge": {"spec": {"version": "9.5.0-SNAPSHOT+1"}}},
        "mesh": {"mode": mode},
    }
    made = helm.template(*helm.post_renderer(), values=values).objects
    labels = {}
    for one in made:
        if "k8s.elastic.co" in one["apiVersion"]:
            of = one["metadata"]["labels"]
            labels[of["app.kubernetes.io/component"]] = of["app.kubernetes.io/version"]
            assert "app.kubernetes.io/" not in str(one["spec"])
    assert labels == {
        "elasticsearch.default": STACK,
        "elasticsearch.logs": "8.19.0",
        "kibana.default": STACK,
        "apm-server.edge": "9.5.0-SNAPSHOT_1",
    }


@pytest.mark.parametrize("version", ["9.5.0-x-", f"9.5.0-{'a' * 64}", "9.5.0-a b"])
def test_a_version_that_cannot_be_a_label_is_none(helm: Helm, version: str) -> None:
    values = {"kibana": {"default": {"spec": {"version": version}}}}
    labels = helm.template(values=values).object("Kibana", "elastic-istio")["metadata"]["labels"]
    assert "app.kubernetes.io/version" not in labels


LOGS: dict[str, Any] = {"elasticsearch": {"logs": {"enabled": True}}}


@pytest.mark.parametrize(
    ("entry", "reference"),
    [
        ({}, {"name": "elastic-istio"}),
        ({"elasticsearchRef": None}, {"name": "elastic-istio"}),
        ({"elasticsearchRef": "logs"}, {"name": "elastic-istio-logs"}),
        ({"elasticsearchRef": ""}, None),
        ({"elasticsearchRef": {"secretName": "cloud"}}, {"secretName": "cloud"}),
        ({"spec": {"elasticsearchRef": {"secretName": "cloud"}}}, {"secretName": "cloud"}),
        (
            {
                "elasticsearchRef": {"name": "x"},
                "spec": {"elasticsearchRef": {"secretName": "cloud"}},
            },
            {"secretName": "cloud"},
        ),
        ({"elasticsearchRef": {"name": "a", "namespace": "x"}}, {"name": "a", "namespace": "x"}),
    ],
)
def test_kibana_finds_its_elasticsearch(helm: Helm, entry: dict[str, Any], reference: Any) -> None:
    assert (
        spec(helm, "Kibana", {**LOGS, "kibana": {"default": entry}}).get("elasticsearchRef")
        == reference
    )


def test_apm_server_uses_a_kibana_only_where_one_is_named(helm: Helm) -> None:
    assert "kibanaRef" not in spec(helm, "ApmServer", {"apmServer": {"default": {}}})
    made = spec(helm, "ApmServer", {"apmServer": {"default": {"kibanaRef": "default"}}})
    assert made["kibanaRef"] == {"name": "elastic-istio"}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"elasticsearch": {"default": {"enabled": False}}}, "kibana.default.elasticsearchRef: elasticsearch.default is not an enabled resource of this release. Enable it, choose another key (enabled: none)"),
        ({"kibana": {"default": {"elasticsearchRef": "lgos"}}, **LOGS}, "elasticsearch.lgos is not an enabled resource of this release. Enable it, choose another key (enabled: default, logs)"),
        ({"kibana": {"default": {"spec": {"podTemplate": ["a"]}}}}, "kibana.default.podTemplate: must be a mapping, not [a]."),
        (es({"spec": {"nodeSets": []}}), "elasticsearch.default.nodeSets: is missing, and ECK requires it."),
        (es({"remoteClusters": {"a": {"elasticsearchRef": "x"}}}), "elasticsearch.default.remoteClusters.a.elasticsearchRef: elasticsearch.x is not"),
        (es({"nodeSets": {"a": {"spec": {"name": "b"}}}}), "elasticsearch.default.nodeSets.a.spec.name: the key is the name."),
        (es({"nodeSets": {"a": None, "b": {}}}), "elasticsearch.default.nodeSets.a: is null, which Helm 3 and Helm 4 read differently. Write {} for the defaults, or {enabled: false} to leave it out."),
        (es({"nodeSets": {"a": {"enabled": False}}}), "elasticsearch.default.nodeSets: all of them have enabled: false. Enable one, or set elasticsearch.default.enabled: false."),
    ],
)  # fmt: skip
def test_values_that_cannot_be(helm: Helm, values: dict[str, Any], words: str) -> None:
    done = helm.template(values=values, check=False)
    assert done.returncode == 1
    assert words in done.stderr
