"""A HelmRelease as it is read, without any Helm: release, chart and values. What Flux really does: tests/cluster."""

from __future__ import annotations

import pytest
import yaml

from eck_mesh.compile.helm_release import Given, read, short
from eck_mesh.errors import UserError
from tests.support.flux import LOCAL, Body, config_map, helm_release, of, source


@pytest.mark.parametrize(
    ("spec", "name", "namespace"),
    [
        ({}, "logs", "apps"),
        ({"targetNamespace": "prod"}, "prod-logs", "prod"),
        ({"targetNamespace": "prod", "releaseName": "es"}, "es", "prod"),
        ({"storageNamespace": "flux-system"}, "logs", "apps"),
        ({"releaseName": "n" * 53}, "n" * 53, "apps"),
        ({"releaseName": "some-front-appended-namespace-release-with-a-very-long-name"},
         "some-front-appended-namespace-release-wi-0e78f6ad44d6", "apps"),
    ],
)  # fmt: skip
def test_release_and_namespace(spec: Body, name: str, namespace: str) -> None:
    found = of(helm_release(**spec))
    if len(spec.get("releaseName", "")) > 53:
        assert found.name == short(spec["releaseName"])
        assert (len(found.name), found.name[:41]) == (53, name[:41])
        return
    assert (found.name, found.namespace) == (name, namespace)


GIT: Body = {
    "chart": {"spec": {"chart": "./charts/x", "sourceRef": {"kind": "GitRepository", "name": "c"}}}
}


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ([], "one HelmRelease is needed; in the stream: none."),
        ([helm_release("a"), helm_release("b")], "in the stream: apps/a, apps/b. Choose with --name."),
        ([helm_release(namespace="")], "logs: has no namespace. Give --namespace"),
        ([helm_release(namespace="${ns}")], "the namespace is ${ns}: substitution was not done. Build the stream first."),
        ([helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a"}])],
         "apps/logs: valuesFrom ConfigMap/a is not at hand. Build the stream with it, or give --from ConfigMap/a=FILE (/dev/null for"),
        ([helm_release(**GIT)], "its chart comes from a GitRepository, which is not fetched. Give --chart"),
        ([helm_release(chartRef={"kind": "OCIRepository", "name": "c"})], "OCIRepository/c is not in the stream."),
        ([helm_release(chart={"spec": {"chart": "x", "valuesFiles": ["a.yaml"]}})], "its chart has valuesFiles, which are not read."),
        ([helm_release(chartRef={"kind": "HelmChart", "name": "h"}), source("HelmChart", "h", chart="x", valuesFiles=["a.yaml"])],
         "its chart has valuesFiles, which are not read."),
        ([helm_release(chart={"spec": {}})], "names no chart. Give it spec.chart or spec.chartRef, or say --chart."),
        ([helm_release(chartRef={"kind": "OCIRepository", "name": "c"}), source("OCIRepository", "c")],
         "OCIRepository/c: has no spec.url."),
        ([helm_release(releaseName=123)], "apps/logs: spec.releaseName must be a str."),
        ([helm_release(valuesFrom={})], "spec.valuesFrom must be a list."),
        ([helm_release(valuesFrom=["a"])], "each of spec.valuesFrom must be a mapping whose kind is ConfigMap or Secret."),
        ([helm_release(valuesFrom=[{"kind": "Foo", "name": "a"}])], "must be a mapping whose kind is ConfigMap or Secret."),
        ([helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a", "targetPath": 5}])],
         "spec.valuesFrom: name, valuesKey and targetPath must be strings."),
        ([helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a"}]), {**config_map("a", ""), "data": {"values.yaml": 3}}],
         "ConfigMap/a: data.values.yaml must be a string: quote it."),
        ([{**helm_release(), "metadata": {"name": 5, "namespace": "apps"}}], "apps/5: metadata.name must be a str."),
        ([{**helm_release(), "metadata": {"name": "a", "namespace": 5}}], "5/a: metadata.namespace must be a str."),
        ([{**helm_release(), "metadata": {}}], "one HelmRelease is needed; in the stream: none."),
        ([helm_release(chartRef={"kind": "OCIRepository", "name": "c"}), source("OCIRepository", "c", url="oci://r.example/c")],
         "OCIRepository/c: its tag latest is no version, and Helm pulls nothing else. Give it ref.semver"),
        ([helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a", "targetPath": "x.y"}, {"kind": "ConfigMap", "name": "b"}]),
          config_map("a", "1"), config_map("b", "x: 2")],
         "valuesFrom ConfigMap/b says x.y, after a targetPath that sets it. Put what has a targetPath last."),
        ([helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a"}]),
          {**config_map("a", "x: 1"), "metadata": {"name": "a", "namespace": "other"}}], "valuesFrom ConfigMap/a is not at hand."),
    ],
)  # fmt: skip
def test_what_is_not_at_hand_is_named(objects: list[Body], words: str) -> None:
    with pytest.raises(UserError) as error:
        of(*objects, chart=None)
    assert words in str(error.value)


def test_keys_that_are_no_strings_become_what_the_api_server_makes_of_them() -> None:
    text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\n"
    found = read(f"{text}spec: {{values: {{a: {{8080: x, yes: y}}}}}}\n", Given("", "", LOCAL, {}))
    assert yaml.safe_load(found.values[-1][1]) == {"a": {"8080": "x", "true": True}}


def test_nulls_are_told_since_kubectl_apply_drops_them() -> None:
    found = of(helm_release(values={"kibana": {"default": None}, "mesh": {"mode": "strict"}}))
    assert found.notes == [
        "spec.values.kibana.default is null: Flux keeps it, but `kubectl apply` drops it, and the plan is stale then"
    ]


def test_one_of_several_is_chosen_by_name() -> None:
    two = [helm_release("logs"), helm_release("logs", "web"), helm_release("other")]
    assert of(*two, name="other").name == "other"
    assert of(*two, name="web/logs").namespace == "web"
