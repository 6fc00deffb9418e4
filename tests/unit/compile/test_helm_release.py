"""A HelmRelease as it is read, without any Helm: release, chart and values. What Flux really does: tests/cluster."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from eck_mesh.compile.helm_release import Given, read, short
from eck_mesh.errors import UserError
from eck_mesh.helm.client import Chart, Release

Body = dict[str, Any]
LOCAL = Chart("./chart")


def helm_release(name: str = "logs", namespace: str = "apps", **spec: Any) -> Body:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": metadata,
        "spec": spec,
    }


def source(kind: str, name: str, **spec: Any) -> Body:
    metadata = {"name": name, "namespace": "apps"}
    return {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }


def config_map(name: str, text: str, key: str = "values.yaml") -> Body:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "apps"},
        "data": {key: text},
    }


def of(
    *objects: Body,
    name: str = "",
    namespace: str = "",
    chart: Chart | None = LOCAL,
    files: Any = None,
) -> Release:
    return read(
        "\n---\n".join(map(json.dumps, objects)), Given(name, namespace, chart, files or {})
    )


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


def test_values_from_come_in_order_and_before_the_inline_ones() -> None:
    references = [
        {"kind": "ConfigMap", "name": "a"},
        {"kind": "ConfigMap", "name": "b", "valuesKey": "mesh"},
    ]
    found = of(
        helm_release(valuesFrom=references, values={"x": 3}),
        config_map("a", "x: 1"),
        config_map("b", "x: 2", key="mesh"),
    )
    assert [yaml.safe_load(text)["x"] for _, text in found.values] == [1, 2, 3]


@pytest.mark.parametrize(
    ("reference", "text", "flag"),
    [
        ({}, "3", "--set=a.b=3"),
        ({}, '"3"', "--set-string=a.b=3"),
        ({}, "'x,y'", "--set-string=a.b=x,y"),
        ({"literal": True}, "{x,y}", "--set-string=a.b=\\{x\\,y\\}"),
    ],
)
def test_a_target_path_is_set_after_all_files(reference: Body, text: str, flag: str) -> None:
    found = of(
        helm_release(
            valuesFrom=[{"kind": "ConfigMap", "name": "a", "targetPath": "a.b", **reference}]
        ),
        config_map("a", text),
    )
    assert found.sets == [flag]


def test_a_secret_is_not_needed_and_not_read() -> None:
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "s", "namespace": "apps"},
        "stringData": {"values.yaml": "x: 1"},
    }
    found = of(helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), secret)
    assert len(found.values) == 1
    assert found.notes == [
        "Secret/s was not at hand; if what it holds matters to the mesh, the chart will refuse the plan"
    ]
    given = of(
        helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), files={"Secret/s": "x: 2"}
    )
    assert given.values[0] == ("Secret/s", "x: 2")


@pytest.mark.parametrize(
    ("chart", "sources", "expected"),
    [
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"tag": "0.1.0"})],
         Chart("oci://r.example/eck-mesh", "", "0.1.0")),
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"semver": ">=0.1"}, insecure=True)],
         Chart("oci://r.example/eck-mesh", "", ">=0.1", True)),
        ({"chartRef": {"kind": "OCIRepository", "name": "c"}},
         [source("OCIRepository", "c", url="oci://r.example/eck-mesh", ref={"tag": "1", "digest": "sha256:ab"})],
         Chart("oci://r.example/eck-mesh@sha256:ab")),
        ({"chart": {"spec": {"chart": "eck-mesh", "version": "0.1.0", "sourceRef": {"kind": "HelmRepository", "name": "c"}}}},
         [source("HelmRepository", "c", url="https://r.example")],
         Chart("eck-mesh", "https://r.example", "0.1.0")),
        ({"chart": {"spec": {"chart": "eck-mesh", "sourceRef": {"kind": "HelmRepository", "name": "c"}}}},
         [source("HelmRepository", "c", url="oci://r.example/charts/", type="oci")],
         Chart("oci://r.example/charts/eck-mesh")),
        ({"chartRef": {"kind": "HelmChart", "name": "h"}},
         [source("HelmChart", "h", chart="eck-mesh", version="*", sourceRef={"kind": "HelmRepository", "name": "c"}),
          source("HelmRepository", "c", url="https://r.example")],
         Chart("eck-mesh", "https://r.example")),
    ],
)  # fmt: skip
def test_the_chart_of_each_source(chart: Body, sources: list[Body], expected: Chart) -> None:
    assert of(helm_release(**chart), *sources, chart=None).chart == expected


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


def test_each_key_of_a_secret_may_have_its_own_file() -> None:
    references = [
        {"kind": "Secret", "name": "s"},
        {"kind": "Secret", "name": "s", "valuesKey": "mode", "targetPath": "mesh.mode"},
    ]
    found = of(
        helm_release(valuesFrom=references), files={"Secret/s": "x: 1", "Secret/s:mode": "strict"}
    )
    assert (found.values[0][1], found.sets) == ("x: 1", ["--set=mesh.mode=strict"])


def test_a_file_that_nothing_refers_to_is_a_mistake() -> None:
    with pytest.raises(UserError, match="--from Secret/typo: no valuesFrom refers to it"):
        of(helm_release(valuesFrom=[{"kind": "Secret", "name": "s"}]), files={"Secret/typo": "x"})


def test_keys_that_are_no_strings_become_what_the_api_server_makes_of_them() -> None:
    text = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: a, namespace: b}\n"
    found = read(f"{text}spec: {{values: {{a: {{8080: x, yes: y}}}}}}\n", Given("", "", LOCAL, {}))
    assert yaml.safe_load(found.values[-1][1]) == {"a": {"8080": "x", "true": True}}


@pytest.mark.parametrize(
    ("before", "path", "values", "wins"),
    [
        ("", "mesh.mode", {}, "targetPath"),
        ("", "mesh.mode", {"mesh": {"mode": "strict"}}, "targetPath"),
        ("mesh: {tls: eck}", "mesh.mode", {"mesh": {"mode": "strict"}}, "inline"),
        ("kibana: {}", "mesh.mode", {"mesh": {"mode": "strict"}}, "targetPath"),
        ("mesh: {tls: eck}", "mesh.mode", {"mesh": {}}, "targetPath"),
        ("", "version", {"version": "9.4.2"}, "inline"),
        ("", r"a\.b.c[0].d", {"a.b": {"c": []}}, "targetPath"),
        ("a.b: {}", r"a\.b.c[0].d", {"a.b": {"c": []}}, "inline"),
    ],
)
def test_a_target_path_or_the_inline_values_win_as_with_flux(
    before: str, path: str, values: Body, wins: str
) -> None:
    """With helm-controller itself: tests/cluster/test_flux_life.py."""
    references = [
        {"kind": "ConfigMap", "name": "b"},
        {"kind": "ConfigMap", "name": "a", "targetPath": path},
    ]
    found = of(
        helm_release(valuesFrom=references, values=values),
        config_map("a", "x"),
        config_map("b", before),
    )
    assert bool(found.sets) == (wins == "targetPath")
    assert [f"{path} is in spec.values too, which win over ConfigMap/a here"][
        : not found.sets
    ] == found.notes


def test_a_plan_may_follow_a_target_path() -> None:
    references = [
        {"kind": "ConfigMap", "name": "a", "targetPath": "mesh.mode"},
        {"kind": "ConfigMap", "name": "plan"},
    ]
    plan = config_map("plan", "mesh: {compiled: {digest: a}}")
    found = of(helm_release(valuesFrom=references), config_map("a", "strict"), plan)
    assert (found.sets, len(found.values)) == (["--set=mesh.mode=strict"], 2)


def test_nulls_are_told_since_kubectl_apply_drops_them() -> None:
    found = of(helm_release(values={"kibana": {"default": None}, "mesh": {"mode": "strict"}}))
    assert found.notes == [
        "spec.values.kibana.default is null: Flux keeps it, but `kubectl apply` drops it, and the plan is stale then"
    ]


def test_one_of_several_is_chosen_by_name() -> None:
    two = [helm_release("logs"), helm_release("logs", "web"), helm_release("other")]
    assert of(*two, name="other").name == "other"
    assert of(*two, name="web/logs").namespace == "web"


def test_an_optional_config_map_may_be_missing() -> None:
    found = of(helm_release(valuesFrom=[{"kind": "ConfigMap", "name": "a", "optional": True}]))
    assert len(found.notes) == 1
