"""A HelmRelease as eck-mesh reads it, without Helm: release, chart and values. With Flux: tests/cluster."""

from __future__ import annotations

import pytest
import yaml

from eck_mesh.compile.flux.helm_release import Supplied, read_helm_release, shortened
from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from tests.support.flux import LOCAL, Body, config_map, flux_release, helm_release, source


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
    release = flux_release(helm_release(**spec)).release
    if len(spec.get("releaseName", "")) > 53:
        assert release.name == shortened(spec["releaseName"])
        assert (len(release.name), release.name[:41]) == (53, name[:41])
        return
    assert (release.name, release.namespace) == (name, namespace)


GIT: Body = {
    "chart": {"spec": {"chart": "./charts/x", "sourceRef": {"kind": "GitRepository", "name": "c"}}}
}


CONFIG_MAP: Body = {"kind": "ConfigMap", "name": "a"}
OCI: Body = {"chartRef": {"kind": "OCIRepository", "name": "c"}}
HELM_CHART: Body = {"chartRef": {"kind": "HelmChart", "name": "h"}}


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([], "no-helm-release"),
        ([{**helm_release(), "metadata": {}}], "no-helm-release"),
        ([helm_release("a"), helm_release("b")], "apps/a, apps/b which-helm-release"),
        ([helm_release(namespace="")], "logs: helm-release-without-namespace"),
        ([helm_release(namespace="${ns}")], "${ns}/logs: ${ns} variable-not-substituted"),
        ([helm_release(valuesFrom=[CONFIG_MAP])], "apps/logs: ConfigMap/a values-not-in-stream"),
        ([helm_release(valuesFrom=[CONFIG_MAP]), {**config_map("a", "x: 1"), "metadata": {"name": "a", "namespace": "other"}}],
         "apps/logs: ConfigMap/a values-not-in-stream"),
        ([helm_release(**GIT)], "apps/logs: GitRepository chart-source-not-fetched"),
        ([helm_release(chartRef={"kind": "ExternalArtifact", "name": "a"})], "apps/logs: ExternalArtifact chart-source-not-fetched"),
        ([helm_release(**OCI)], "apps/logs: OCIRepository/c source-not-in-stream"),
        ([helm_release(chart={"spec": {"chart": "x", "valuesFiles": ["a.yaml"]}})], "apps/logs: values-files-not-read"),
        ([helm_release(**HELM_CHART), source("HelmChart", "h", chart="x", valuesFiles=["a.yaml"])],
         "apps/logs: values-files-not-read"),
        ([helm_release(chart={"spec": {}})], "apps/logs: no-chart-named"),
        ([helm_release(**OCI), source("OCIRepository", "c")], "OCIRepository/c: source-without-url"),
        ([helm_release(**OCI), source("OCIRepository", "c", url="oci://r.example/c")], "OCIRepository/c: latest tag-is-not-a-version"),
        ([helm_release(valuesFrom=[{**CONFIG_MAP, "targetPath": "x.y"}, {"kind": "ConfigMap", "name": "b"}]),
          config_map("a", "1"), config_map("b", "x: 2")], "apps/logs: ConfigMap/b x.y value-after-target-path"),
    ],
)  # fmt: skip
def test_what_is_missing_or_cannot_be_compiled_is_refused(
    objects: list[Body], expected: str
) -> None:
    """expected: the place, what the message names, and the id."""
    with pytest.raises(UserError) as error:
        flux_release(*objects, chart=None)
    *named, message_id = expected.split(" ")
    assert error.value.ids == (message_id,)
    assert [part for part in named if part not in str(error.value)] == []
    places = [part for part in named if part.endswith(":")]
    assert str(error.value).startswith(places[0] if places else "")


@pytest.mark.parametrize(
    ("objects", "problem"),
    [
        ([helm_release(releaseName=123)], "apps/logs: spec.releaseName must be a string."),
        ([helm_release(chart={"spec": {"chart": "x", "version": 1.1}})], "apps/logs: spec.chart.spec.version must be a string."),
        ([helm_release(valuesFrom={})], "apps/logs: spec.valuesFrom must be a list."),
        ([helm_release(valuesFrom=["a"])], "each of spec.valuesFrom must be a mapping whose kind is ConfigMap or Secret."),
        ([helm_release(valuesFrom=[{"kind": "Foo", "name": "a"}])], "must be a mapping whose kind is ConfigMap or Secret."),
        ([helm_release(valuesFrom=[{**CONFIG_MAP, "targetPath": 5}])],
         "spec.valuesFrom: name, valuesKey and targetPath must be strings."),
        ([helm_release(valuesFrom=[CONFIG_MAP]), {**config_map("a", ""), "data": {"values.yaml": 3}}],
         "ConfigMap/a: data.values.yaml must be a string; quote it."),
        ([{**helm_release(), "metadata": {"name": 5, "namespace": "apps"}}], "apps/5: metadata.name must be a string."),
        ([{**helm_release(), "metadata": {"name": "a", "namespace": 5}}], "5/a: metadata.namespace must be a string."),
    ],
)  # fmt: skip
def test_fields_of_another_type_are_refused(objects: list[Body], problem: str) -> None:
    with pytest.raises(UserError) as error:
        flux_release(*objects, chart=None)
    assert problem in str(error.value)


def test_keys_that_are_not_strings_become_strings_as_in_the_api_server() -> None:
    text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\n"
    stream = f"{text}spec: {{values: {{a: {{8080: x, yes: y}}}}}}\n"
    found = read_helm_release(stream, Supplied(chart=LOCAL)).release
    assert yaml.safe_load(found.values[-1].text) == {"a": {"8080": "x", "true": True}}


def test_nulls_are_noted_since_kubectl_apply_drops_them() -> None:
    found = flux_release(
        helm_release(values={"kibana": {"default": None}, "mesh": {"mode": "strict"}})
    )
    assert found.notes == [reason("null-value-is-dropped", path="spec.values.kibana.default")]


def test_one_of_several_is_chosen_by_name() -> None:
    two = [helm_release("logs"), helm_release("logs", "web"), helm_release("other")]
    assert flux_release(*two, name="other").release.name == "other"
    assert flux_release(*two, name="web/logs").release.namespace == "web"
