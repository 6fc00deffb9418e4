"""What values make of the kinds with one helper: references by key, mappings for lists, versions, refusals."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT, Helm
from tests.support.kind_files import ENTRY

PAGE = (ROOT / "docs" / "kinds.md").read_text()
SNIPPETS = re.findall(r"^\| `(\w+)` \| `(\1: \{.*\})` \|$", PAGE, re.M)


def made(helm: Helm, section: str, entry: Any, **values: Any) -> dict[str, Any]:
    """The spec of the resource `elastic-istio-a` of a section."""
    whole = {**ENTRY.get(section, {}), **entry}
    done = helm.template(values={section: {"a": whole}, **values})
    kind = section[0].upper() + section[1:]
    found: dict[str, Any] = done.object(kind, "elastic-istio-a")["spec"]
    return found


def refusal(helm: Helm, section: str, entry: Any, **values: Any) -> str:
    done = helm.template(values={section: {"a": entry}, **values}, check=False)
    assert done.returncode == 1
    return done.stderr.replace('\\"', '"')


LOGS: dict[str, Any] = {"elasticsearch": {"default": {}, "logs": {}}}


@pytest.mark.parametrize(
    ("section", "field", "given", "wanted"),
    [
        ("beat", "elasticsearchRef", "logs", {"name": "elastic-istio-logs"}),
        ("beat", "elasticsearchRef", {"secretName": "cloud"}, {"secretName": "cloud"}),
        ("beat", "elasticsearchRef", "", None),
        ("beat", "elasticsearchRef", None, None),
        ("beat", "kibanaRef", "default", {"name": "elastic-istio"}),
        ("enterpriseSearch", "elasticsearchRef", None, {"name": "elastic-istio"}),
        ("enterpriseSearch", "elasticsearchRef", "", None),
        ("elasticsearchAutoscaler", "elasticsearchRef", "logs", {"name": "elastic-istio-logs"}),
        ("agent", "fleetServerRef", "a", {"name": "elastic-istio-a"}),
        ("agent", "elasticsearchRefs", ["logs", "", {"secretName": "cloud"}],
         [{"name": "elastic-istio-logs"}, {"secretName": "cloud"}]),
        ("agent", "elasticsearchRefs", {"default": "logs", "cold": {"secretName": "cloud"}, "off": ""},
         [{"outputName": "cold", "secretName": "cloud"}, {"outputName": "default", "name": "elastic-istio-logs"}]),
        ("logstash", "elasticsearchRefs", ["logs", {"clusterName": "x", "name": "y"}],
         [{"clusterName": "logs", "name": "elastic-istio-logs"}, {"clusterName": "x", "name": "y"}]),
        ("logstash", "monitoring", {"metrics": {"elasticsearchRefs": ["logs"]}},
         {"metrics": {"elasticsearchRefs": [{"name": "elastic-istio-logs"}]}}),
        ("beat", "monitoring", {"logs": {"elasticsearchRefs": [{"name": "x"}, "default"]}},
         {"logs": {"elasticsearchRefs": [{"name": "x"}, {"name": "elastic-istio"}]}}),
    ],
)  # fmt: skip
def test_references(helm: Helm, section: str, field: str, given: Any, wanted: Any) -> None:
    assert made(helm, section, {field: given}, **LOGS).get(field) == wanted


def test_a_reference_in_spec_replaces_the_entrys(helm: Helm) -> None:
    entry = {"elasticsearchRef": {"name": "x"}, "spec": {"elasticsearchRef": {"secretName": "y"}}}
    assert made(helm, "beat", entry)["elasticsearchRef"] == {"secretName": "y"}


@pytest.mark.parametrize(
    ("section", "entry", "path"),
    [
        ("beat", {"elasticsearchRef": "x"}, "beat.a.elasticsearchRef: elasticsearch.x"),
        ("agent", {"elasticsearchRefs": ["x"]}, "agent.a.elasticsearchRefs: elasticsearch.x"),
        ("agent", {"elasticsearchRefs": {"o": "x"}}, "agent.a.elasticsearchRefs.o: elasticsearch.x"),
        ("logstash", {"elasticsearchRefs": ["x"]}, "logstash.a.elasticsearchRefs: elasticsearch.x"),
        ("beat", {"monitoring": {"logs": {"elasticsearchRefs": ["x"]}}},
         "beat.a.monitoring.logs.elasticsearchRefs: elasticsearch.x"),
        ("agent", {"fleetServerRef": "x"}, "agent.a.fleetServerRef: agent.x"),
        ("autoOpsAgentPolicy", {"resourceSelector": "x"},
         "autoOpsAgentPolicy.a.resourceSelector: elasticsearch.x"),
        ("stackConfigPolicy", {"resourceSelector": "default", "kibana": {"config": {"a": 1}}},
         "stackConfigPolicy.a.resourceSelector: kibana.default"),
    ],
)  # fmt: skip
def test_a_key_that_is_not_there_is_refused_with_the_way_out(
    helm: Helm, section: str, entry: Any, path: str
) -> None:
    off = {"kibana": {"default": {"enabled": False}}}
    words = refusal(helm, section, {**ENTRY.get(section, {}), **entry}, **off)
    assert f"{path} is not an enabled resource of this release" in words
    assert "in ECK's own form" in words


@pytest.mark.parametrize(
    ("section", "entry", "words"),
    [
        ("beat", {"daemonSet": {}}, "beat.a.type: is missing, and ECK requires it."),
        ("beat", {"type": "filebeat"},
         "beat.a: needs exactly one of daemonSet, deployment, and has none. `daemonSet: {}` is enough."),
        ("agent", {"daemonSet": {}, "statefulSet": {}}, "agent.a: needs exactly one of daemonSet, deployment, statefulSet, and has daemonSet and statefulSet."),
        ("elasticsearchAutoscaler", {}, "elasticsearchAutoscaler.a.policies: is missing"),
        ("logstash", {"services": {"Beats": {}}},
         "logstash.a.services.Beats: a key consists of lower-case letters"),
        ("logstash", {"pipelines": {"true": {}}}, "logstash.a.pipelines.true: the key is the boolean"),
        ("logstash", {"spec": {"pipelines": {"main": "input {}"}}},
         "logstash.a.pipelines.main: must be a mapping, not input {}."),
        ("logstash", {"pipelines": {"main": {"pipeline.id": "other"}}},
         "logstash.a.pipelines.main.pipeline.id: the key is the name."),
        ("logstash", {"config": {"a": 1}, "configRef": {"secretName": "x"}},
         "logstash.a: has config and configRef, and ECK takes one of them."),
        ("logstash", {"pipelines": {"a": {}}, "pipelinesRef": {"secretName": "x"}},
         "logstash.a: has pipelines and pipelinesRef, and ECK takes one of them."),
        ("elasticsearch", {"nodeSets": [{"name": "Hot"}]},
         "elasticsearch.a.nodeSets.Hot: a name consists of lower-case letters"),
        ("elasticsearch", {"nodeSets": [{"name": "a", "enabled": False}]},
         "elasticsearch.a.nodeSets: all of them have enabled: false."),
        ("elasticsearchAutoscaler", {"elasticsearchRef": "", "policies": {"a": {"resources": {"nodeCount": {"min": 1, "max": 2}}}}},
         "elasticsearchAutoscaler.a.elasticsearchRef: is empty, and ECK requires it."),
        ("beat", {"type": "filebeat", "spec": {"daemonSet": {"podTemplate": "x"}}},
         "beat.a.daemonSet.podTemplate: must be a mapping, not x."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("mode", ["disabled", "strict"])
def test_what_eck_would_reject_is_refused_with_its_path(
    helm: Helm, section: str, entry: Any, words: str, mode: str
) -> None:
    assert words in refusal(helm, section, entry, mesh={"mode": mode})


def test_all_wrong_elements_are_named_at_once(helm: Helm) -> None:
    words = refusal(helm, "logstash", {"services": {"A": {}, "B": {}}})
    assert all(f"logstash.a.services.{key}:" in words for key in "AB")


@pytest.mark.parametrize("key", ["default", ""])
def test_one_key_is_a_list_of_one(helm: Helm, key: str) -> None:
    wanted = [{"name": "elastic-istio"}] if key else []
    parts = {part: {"elasticsearchRefs": key} for part in ("metrics", "logs")}
    for section in "kibana", "elasticsearch", "beat", "logstash":
        monitoring = made(helm, section, {"monitoring": parts})["monitoring"]
        for part in monitoring.values():
            assert part.get("elasticsearchRefs", []) == wanted
    for section, field in (("agent", "outputName"), ("logstash", "clusterName")):
        entry = made(helm, section, {"elasticsearchRefs": key})
        for reference in entry.get("elasticsearchRefs", []):
            assert reference["name"] == "elastic-istio"
            assert reference.get(field, key) == key
        assert len(entry.get("elasticsearchRefs", [])) == len(wanted)


def test_one_key_alone_is_checked_too(helm: Helm) -> None:
    entry = {"monitoring": {"metrics": {"elasticsearchRefs": "nope"}}}
    words = refusal(helm, "kibana", entry)
    assert "kibana.a.monitoring.metrics.elasticsearchRefs: elasticsearch.nope is not an" in words


PIPELINES = {"first_one": {"config.string": "x"}, "off": {"enabled": False}, "second": {}}


def test_a_mapping_is_the_list_of_eck_and_a_list_stays_one(helm: Helm) -> None:
    wanted = [{"pipeline.id": "first_one", "config.string": "x"}, {"pipeline.id": "second"}]
    assert made(helm, "logstash", {"pipelines": PIPELINES})["pipelines"] == wanted
    assert made(helm, "logstash", {"pipelines": wanted})["pipelines"] == wanted
    assert made(helm, "logstash", {"spec": {"pipelines": wanted}})["pipelines"] == wanted


def test_the_version_is_of_the_kind(helm: Helm) -> None:
    given = {"version": "9.3.1"}
    assert made(helm, "beat", {}, **given)["version"] == "9.3.1"
    assert made(helm, "beat", {"version": "9.1.0"}, **given)["version"] == "9.1.0"
    assert made(helm, "packageRegistry", {}, **given)["version"] == "9.3.1"
    assert made(helm, "enterpriseSearch", {}, **given)["version"] == "8.19.18"
    assert made(helm, "enterpriseSearch", {"version": "8.18.0"})["version"] == "8.18.0"
    for section in "elasticsearchAutoscaler", "stackConfigPolicy":
        assert "version" not in made(helm, section, {})


@pytest.mark.parametrize(
    ("section", "place", "container"),
    [
        ("agent", "deployment", "agent"), ("beat", "daemonSet", "filebeat"),
        ("logstash", "", "logstash"), ("elasticMapsServer", "", "maps"),
        ("enterpriseSearch", "", "enterprise-search"),
        ("packageRegistry", "", "package-registry"), ("autoOpsAgentPolicy", "", "autoops-agent"),
    ],
)  # fmt: skip
def test_resources_are_of_the_main_container(
    helm: Helm, section: str, place: str, container: str
) -> None:
    resources = {"limits": {"memory": "1Gi"}}
    spec = made(helm, section, {"resources": resources})
    assert "resources" not in spec, "the field needs ECK 3.5.0"
    template = (spec[place] if place else spec)["podTemplate"]
    assert template["spec"]["containers"] == [{"name": container, "resources": resources}]


def test_a_null_in_spec_is_the_default_of_what_eck_requires(helm: Helm) -> None:
    assert made(helm, "logstash", {"spec": {"version": None}})["version"]
    nodes = {"a": {"spec": {"count": None}}, "b": {"enabled": True}}
    found = made(helm, "elasticsearch", {"nodeSets": nodes})["nodeSets"]
    listed = made(helm, "elasticsearch", {"nodeSets": [{"name": "a", "enabled": True}]})["nodeSets"]
    assert {one["count"] for one in [*found, *listed]} == {1}
    assert all("enabled" not in one for one in [*found, *listed])


@pytest.mark.parametrize("count", [1, 3])
def test_numbers_and_what_spec_adds_come_through(helm: Helm, count: int) -> None:
    entry = {"count": count, "revisionHistoryLimit": 0, "spec": {"new": {"field": [1, None]}}}
    spec = made(helm, "logstash", entry)
    assert (spec["count"], spec["revisionHistoryLimit"]) == (count, 0)
    assert spec["new"] == {"field": [1, None]}


INSTANCE = {"app.kubernetes.io/instance": "elastic-istio"}
COMPONENT = "app.kubernetes.io/component"


def test_a_selector_by_key_selects_the_labels_of_the_resource(helm: Helm) -> None:
    spec = made(helm, "autoOpsAgentPolicy", {"resourceSelector": "logs"}, **LOGS)
    labels = {**INSTANCE, COMPONENT: "elasticsearch.logs"}
    assert spec["resourceSelector"] == {"matchLabels": labels}
    assert spec["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "prod"}}
    entry = {"resourceSelector": "default", "elasticsearch": {"config": {"a": 1}}}
    spec = made(helm, "stackConfigPolicy", entry)
    assert spec["resourceSelector"] == {
        "matchLabels": {**INSTANCE, COMPONENT: "elasticsearch.default"}
    }
    both = {
        "key": COMPONENT,
        "operator": "In",
        "values": ["elasticsearch.default", "kibana.default"],
    }
    spec = made(helm, "stackConfigPolicy", {**entry, "kibana": {"config": {"a": 1}}})
    assert spec["resourceSelector"] == {"matchLabels": INSTANCE, "matchExpressions": [both]}


def test_a_selector_of_ecks_own_form_is_left_as_it_is(helm: Helm) -> None:
    for section in "autoOpsAgentPolicy", "stackConfigPolicy":
        own = {"matchLabels": {"team": "a"}}
        spec = made(helm, section, {"resourceSelector": own})
        assert (spec["resourceSelector"], "namespaceSelector" in spec) == (own, False)
        assert "resourceSelector" not in made(helm, section, {"resourceSelector": ""})


def test_node_sets_may_be_ecks_list(helm: Helm) -> None:
    given = [{"name": "hot", "count": 2, "storage": {"size": "1Gi"}}, {"name": "b"}]
    node_sets = made(helm, "elasticsearch", {"nodeSets": given})["nodeSets"]
    assert [(one["name"], one["count"]) for one in node_sets] == [("hot", 2), ("b", 1)]
    (claim,) = node_sets[0]["volumeClaimTemplates"]
    assert claim["spec"]["resources"] == {"requests": {"storage": "1Gi"}}


def test_remote_clusters_are_by_name_and_refer_by_key(helm: Helm) -> None:
    given = {"b": {"elasticsearchRef": "logs"}, "a": {"elasticsearchRef": {"name": "x"}}}
    wanted = [
        {"name": "a", "elasticsearchRef": {"name": "x"}},
        {"name": "b", "elasticsearchRef": {"name": "elastic-istio-logs"}},
    ]
    clusters: Any = {"elasticsearch": {"a": {"remoteClusters": given}, **LOGS["elasticsearch"]}}
    done = helm.template(values=clusters).object("Elasticsearch", "elastic-istio-a")
    assert done["spec"]["remoteClusters"] == wanted


def test_pod_defaults_are_below_every_pod_template(helm: Helm) -> None:
    below = {"priorityClassName": "low", "nodeSelector": {"a": "b"}}
    own = {"spec": {"priorityClassName": "high"}}
    wanted = {"priorityClassName": "high", "nodeSelector": {"a": "b"}}
    values: Any = {
        "podDefaults": below,
        "kibana": {"default": {"podTemplate": own}},
        "elasticsearch": {"default": {"nodeSets": {"a": {"podTemplate": own}, "b": {}}}},
        "beat": {"a": {"type": "filebeat", "daemonSet": {"podTemplate": own}}},
    }
    done = helm.template(values=values)
    one, other = done.object("Elasticsearch", "elastic-istio")["spec"]["nodeSets"]
    kibana = done.object("Kibana", "elastic-istio")["spec"]
    beat = done.object("Beat", "elastic-istio-a")["spec"]["daemonSet"]
    for holder in one, kibana, beat:
        assert wanted.items() <= holder["podTemplate"]["spec"].items()
    assert below.items() <= other["podTemplate"]["spec"].items()


def test_defaults_of_a_section_are_below_each_entry(helm: Helm) -> None:
    values: Any = {
        "defaults": {
            "kibana": {
                "count": 3,
                "config": {"a": 1, "b": 1},
                "elasticsearchRef": {"secretName": "cloud"},
                "mesh": {"mode": "strict"},
                "labels": {"team": "a"},
            }
        },
        "kibana": {
            "default": {"config": {"b": 2}},
            "a": {"count": 1, "elasticsearchRef": "default"},
        },
    }
    done = helm.template(*helm.post_renderer(), values=values)
    one, other = (done.object("Kibana", f"elastic-istio{end}") for end in ("", "-a"))
    assert (one["spec"]["count"], other["spec"]["count"]) == (3, 1)
    assert one["spec"]["config"] == {"a": 1, "b": 2}
    assert one["spec"]["elasticsearchRef"] == {"secretName": "cloud"}
    assert other["spec"]["elasticsearchRef"] == {"name": "elastic-istio"}
    for manifest in one, other:
        assert manifest["metadata"]["labels"]["team"] == "a"
        labels = manifest["spec"]["podTemplate"]["metadata"]["labels"]
        assert labels["sidecar.istio.io/inject"] == "true"


def test_the_snippets_of_the_readme_are_of_every_kind() -> None:
    assert {section for section, _ in SNIPPETS} == {
        path.stem for path in (ROOT / "files" / "kinds").iterdir()
    }


@pytest.mark.parametrize(("section", "snippet"), SNIPPETS)
def test_a_snippet_of_the_readme_renders(helm: Helm, section: str, snippet: str) -> None:
    values = yaml.safe_load(snippet)
    (key,) = values[section]
    name = "elastic-istio" if key == "default" else f"elastic-istio-{key}"
    assert helm.template(values=values).object(section[0].upper() + section[1:], name)
