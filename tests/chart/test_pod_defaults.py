"""podDefaults, and the values of an umbrella chart that concern pods."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT, Helm
from tests.support.kind_files import ENTRY, FILES

PODS = [(section, path) for section, row in FILES.items() for path in row.get("pods", [])]


def pod(helm: Helm, template: Any, **values: Any) -> dict[str, Any]:
    """The spec of the pod template of Kibana."""
    done = helm.template(values={"kibana": {"default": {"podTemplate": template}}, **values})
    found: dict[str, Any] = done.object("Kibana", "elastic-istio")["spec"]["podTemplate"]["spec"]
    return found


@pytest.mark.parametrize(("section", "path"), PODS)
def test_every_pod_template_has_them(helm: Helm, section: str, path: str) -> None:
    *holders, _ = path.split(".")
    entry = {**ENTRY.get(section, {})}
    for holder in ("daemonSet", "deployment", "statefulSet") if holders else ():
        entry.pop(holder, None)
    values = {
        "podDefaults": {"nodeSelector": {"a": "b"}},
        "global": {"imagePullSecrets": ["pull"]},
        section: {"a": {**entry, **{holder: {} for holder in holders}}},
    }
    spec = helm.template(values=values).object(FILES[section]["kind"], "elastic-istio-a")["spec"]
    for step in path.split("."):
        spec = spec[step]
    assert spec["spec"]["nodeSelector"] == {"a": "b"}
    assert spec["spec"]["imagePullSecrets"] == [{"name": "pull"}]


def test_pull_secrets_of_all_three_places_are_joined(helm: Helm) -> None:
    secrets = pod(
        helm,
        {"spec": {"imagePullSecrets": [{"name": "own"}, {"name": "shared"}]}},
        podDefaults={"imagePullSecrets": [{"name": "shared"}, {"name": "release"}]},
        **{"global": {"imagePullSecrets": ["umbrella", {"name": "shared"}, "", "umbrella"]}},
    )["imagePullSecrets"]
    assert [one["name"] for one in secrets] == ["shared", "release", "umbrella", "own"]


def test_a_pull_secret_without_a_name_is_refused(helm: Helm) -> None:
    done = helm.template(values={"global": {"imagePullSecrets": [{"secret": "x"}]}}, check=False)
    assert "missing property 'name'" in done.stderr


def test_lists_whose_elements_have_a_name_have_the_elements_of_both(helm: Helm) -> None:
    below = {
        "containers": [{"name": "log", "image": "log:1", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "1"}]}],
        "volumes": [{"name": "x", "emptyDir": {}}, {"name": "y", "emptyDir": {}}],
        "tolerations": [{"key": "a", "operator": "Exists"}],
    }  # fmt: skip
    source = {"configMapKeyRef": {"name": "c", "key": "a"}}
    own = {
        "containers": [{"name": "kibana", "image": "k:1"}, {"name": "log", "image": "log:2", "env": [{"name": "A", "valueFrom": source}]}],
        "volumes": [{"name": "y", "secret": {"secretName": "s"}}, {"name": "z", "emptyDir": {}}],
        "tolerations": [{"key": "b", "operator": "Exists"}],
    }  # fmt: skip
    found = pod(helm, {"spec": own}, podDefaults=below)
    log, kibana = found["containers"]
    assert (log["name"], log["image"], kibana["name"]) == ("log", "log:2", "kibana")
    assert log["env"] == [{"name": "A", "valueFrom": source}, {"name": "B", "value": "1"}]
    assert found["volumes"] == [
        {"name": "x", "emptyDir": {}},
        {"name": "y", "secret": {"secretName": "s"}},
        {"name": "z", "emptyDir": {}},
    ]
    assert found["tolerations"] == own["tolerations"]


def test_a_null_is_a_field_that_is_not_set_in_both_helms(helm: Helm) -> None:
    below = {"nodeSelector": {"a": "b"}, "priorityClassName": None, "imagePullSecrets": None}
    own = {"spec": {"nodeSelector": None, "containers": None}}
    assert pod(helm, own, podDefaults=below) == {"containers": [], "nodeSelector": {"a": "b"}}
    assert pod(helm, None, podDefaults=None, **{"global": None}) == {"containers": []}


def test_the_lists_are_those_of_kubernetes(helm: Helm) -> None:
    """By Kubernetes' OpenAPI, in which such a list has a merge key; those without a name of one field are left out."""
    table = yaml.safe_load((ROOT / "files" / "pod-lists.yaml").read_text())
    source = ROOT / ".tools" / "kubernetes-openapi.json"
    if not source.exists():
        pytest.skip("needs kubernetes-openapi.json, which needs Go")
    models = yaml.load(source.read_text(), yaml.CSafeLoader)["definitions"]
    keys: dict[str, str] = {}
    for model in "PodSpec", "Container":
        for field, node in models[f"io.k8s.api.core.v1.{model}"]["properties"].items():
            if "x-kubernetes-patch-merge-key" in node:
                keys[field] = node["x-kubernetes-patch-merge-key"]
    for field in "ephemeralContainers", "ports", "schedulingGates", "topologySpreadConstraints":
        del keys[field]
    assert table["merged"] | table["replaced"] == keys


@pytest.mark.parametrize(
    ("shared", "own", "wanted"),
    [
        ({"storageClass": "fast"}, "", "fast"),
        ({"storageClass": "fast"}, "own", "own"),
        ({"defaultStorageClass": "slow"}, "", "slow"),
        ({"defaultStorageClass": "slow", "storageClass": "fast"}, "", "fast"),
        ({"storageClass": "-"}, "", ""),
        ({"storageClass": None}, None, None),
    ],
)
def test_the_storage_class_of_an_umbrella_chart_is_weaker(
    helm: Helm, shared: Any, own: str | None, wanted: str | None
) -> None:
    node_set = {"storage": {"size": "1Gi", "storageClassName": own}}
    values = {"global": shared, "elasticsearch": {"default": {"nodeSets": {"a": node_set}}}}
    found = helm.template(values=values).object("Elasticsearch", "elastic-istio")
    (claim,) = found["spec"]["nodeSets"][0]["volumeClaimTemplates"]
    assert claim["spec"].get("storageClassName") == wanted
