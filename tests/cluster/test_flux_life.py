"""The life of a HelmRelease with a compiled plan: it follows each new plan, and a stale one changes nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from eck_mesh.compile.flux.helm_release import shortened
from tests.cluster.bed.bed import Bed
from tests.cluster.support.flux import (
    helm_chart,
    oci_repository,
    ready,
    reconcile,
    release,
    serve_chart,
    thing,
)
from tests.cluster.support.live import kept
from tests.support.compiled import compile_here
from tests.support.helm import ROOT

OURS = "elastic,peerauthentication,destinationrule"
STALE = "[stale-plan]"
STRICT: dict[str, Any] = {"mesh": {"mode": "strict", "tls": "eck"}}
PERMISSIVE: dict[str, Any] = {"mesh": {"mode": "permissive", "tls": "eck"}}


class Stack:
    """A HelmRelease called stack, with its plan in a ConfigMap, compiled from the very manifest that the cluster gets."""

    def __init__(self, bed: Bed, namespace: str, folder: Path) -> None:
        self.bed, self.namespace, self.folder = bed, namespace, folder
        self.chart = ROOT
        self.source = helm_chart(bed, namespace, "eck-mesh", serve_chart(bed, ROOT))

    def write(self, name: str, text: str) -> Path:
        (self.folder / name).write_text(text)
        return self.folder / name

    def plan(self, values: dict[str, Any], *flags: str, **spec: Any) -> str:
        """What compile makes of the HelmRelease as it will be applied; the ConfigMap of an earlier plan is not at hand."""
        mesh = {"kind": "ConfigMap", "name": "mesh", "optional": True}
        body = thing(
            "helm.toolkit.fluxcd.io/v2",
            "HelmRelease",
            self.namespace,
            "stack",
            {"values": values, "valuesFrom": [mesh], **spec},
        )
        done = compile_here("-", f"--chart={self.chart}", *flags, stdin=json.dumps(body))
        assert done.returncode == 0, done.stderr
        return done.stdout

    def apply(self, values: dict[str, Any], plan: str, **spec: Any) -> dict[str, str]:
        metadata = {"namespace": self.namespace, "name": "mesh"}
        self.bed.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": metadata,
                "data": {"values.yaml": plan},
            }
        )
        mesh = [{"kind": "ConfigMap", "name": "mesh"}]
        release(
            self.bed, self.namespace, "stack", self.source, values, **{"valuesFrom": mesh, **spec}
        )
        return reconcile(self.bed, self.namespace, "stack")

    def install(self, values: dict[str, Any], **spec: Any) -> None:
        told = self.apply(values, self.plan(values, **spec), **spec)
        assert told["status"] == "True", told

    def objects(self, namespace: str = "") -> list[dict[str, Any]]:
        return [kept(o) for o in self.bed.items(OURS, namespace or self.namespace)]

    def modes(self) -> set[str]:
        return {
            p["spec"]["mtls"]["mode"] for p in self.bed.items("peerauthentication", self.namespace)
        }


@pytest.fixture
def stack(flux_bed: Bed, flux_namespace: str, tmp_path: Path) -> Stack:
    return Stack(flux_bed, flux_namespace, tmp_path)


def test_a_new_plan_is_an_upgrade_and_goes_both_ways(stack: Stack) -> None:
    stack.install(PERMISSIVE)
    before = stack.objects()
    stack.install(STRICT)
    assert stack.modes() == {"STRICT"}
    stack.install(PERMISSIVE)
    assert stack.objects() == before
    stack.bed.vanish("helmrelease", stack.namespace, "stack")
    assert stack.objects() == []


@pytest.mark.parametrize(
    "change",
    [
        {"kibana": {"default": {"config": {"server.basePath": "/kibana"}}}},
        {"elasticsearch": {"more": {}}},
        {"mesh": {"mode": "permissive", "tls": "eck"}},
    ],
)
def test_values_that_changed_without_a_new_plan_change_nothing(
    stack: Stack, change: dict[str, Any]
) -> None:
    plan = stack.plan(STRICT)
    stack.install(STRICT)
    before = stack.objects()
    told = stack.apply({**STRICT, **change}, plan)
    assert (told["status"], STALE in told["message"]) == ("False", True), told
    assert f"for release stack in namespace {stack.namespace}" in told["message"]
    assert stack.objects() == before
    assert reconcile(stack.bed, stack.namespace, "stack")["status"] == "False", "and it stays so"


def test_the_mode_taken_away_is_refused_too(stack: Stack) -> None:
    stack.install(STRICT)
    before = stack.objects()
    told = stack.apply({}, stack.plan(STRICT))
    assert (told["status"], "[compiled-without-mesh]" in told["message"]) == (
        "False",
        True,
    )
    assert stack.objects() == before


def test_a_chart_with_one_resource_more_changes_nothing_until_compiled_again(stack: Stack) -> None:
    stack.install(STRICT)
    before = stack.objects()
    newer = stack.folder / "chart"
    for name in "templates", "files":
        shutil.copytree(ROOT / name, newer / name)
    for name in "Chart.yaml", "values.schema.json":
        shutil.copy(ROOT / name, newer / name)
    defaults = yaml.safe_load((ROOT / "values.yaml").read_text())
    defaults["apmServer"]["default"] = {}
    (newer / "values.yaml").write_text(json.dumps(defaults))
    helm_chart(stack.bed, stack.namespace, "eck-mesh", serve_chart(stack.bed, newer, "0.2.0"))
    told = reconcile(stack.bed, stack.namespace, "stack")
    assert (told["status"], STALE in told["message"]) == ("False", True), told
    assert "with chart eck-mesh 0.2.0" in told["message"]
    assert stack.objects() == before
    assert reconcile(stack.bed, stack.namespace, "stack")["status"] == "False", "and it stays so"
    assert stack.objects() == before
    (newer / "Chart.yaml").write_text(
        (ROOT / "Chart.yaml").read_text().replace("version: 0.1.0", "version: 0.2.0", 1)
    )
    stack.chart = newer
    stack.install(STRICT)
    assert len(stack.objects()) > len(before)


def test_another_release_name_or_namespace_is_refused(stack: Stack) -> None:
    for other in {"releaseName": "other"}, {"targetNamespace": "default"}:
        told = stack.apply(STRICT, stack.plan(STRICT), **other)
        assert (told["status"], STALE in told["message"]) == ("False", True), told
    assert stack.objects() == []


@pytest.mark.parametrize(
    ("other", "left"), [({"releaseName": "other"}, False), ({"targetNamespace": "default"}, True)]
)
def test_a_running_release_that_is_renamed_is_uninstalled_by_flux_first(
    stack: Stack, other: dict[str, str], left: bool
) -> None:
    """No chart is asked before that, and examples/flux says so: the stale plan only keeps the new one from being made. Of one
    that goes to another namespace Flux looks for the objects there: the old ones stay, without a release."""
    stack.install(STRICT)
    before = stack.objects()
    told = stack.apply(STRICT, stack.plan(STRICT), **other)
    assert (told["status"], STALE in told["message"]) == ("False", True), told
    stack.bed.wait("it is as it will be", lambda: stack.objects() == (before if left else []), 30)
    assert stack.bed.items("secret", stack.namespace, "owner=helm") == []


@pytest.mark.parametrize(
    ("first", "inline", "path", "text"),
    [
        ("", STRICT, "mesh.mode", "permissive"),
        ("mesh: {tls: eck}", STRICT, "mesh.mode", "permissive"),
        ("elasticsearch: {default: {enabled: true}}", {}, "mesh.mode", "permissive"),
        ("", {"version": "9.4.2"}, "version", "9.4.1"),
        ("mesh: {tls: eck}", {}, "version", "9.4.1"),
    ],
)
def test_a_target_path_and_inline_values_as_flux_orders_them(
    stack: Stack, first: str, inline: dict[str, Any], path: str, text: str
) -> None:
    """Which of the two wins hangs on what came before; the plan comes last, as a file after a targetPath."""
    names = ("first", first), ("one", text), ("always", "mesh: {mode: strict, tls: eck}")
    for name, held in names:
        metadata = {"namespace": stack.namespace, "name": name}
        stack.bed.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": metadata,
                "data": {"values.yaml": held},
            }
        )
    more = (
        [{"kind": "ConfigMap", "name": "always"}]
        if not inline.get("mesh") and path != "mesh.mode"
        else []
    )
    references = [
        *more,
        *([{"kind": "ConfigMap", "name": "first"}] if first else []),
        {"kind": "ConfigMap", "name": "one", "targetPath": path},
        {"kind": "ConfigMap", "name": "mesh", "optional": True},
    ]
    flags = [
        f"--from=ConfigMap/{name}={stack.write(name, held)}"
        for name, held in names
        if f"'{name}'" in str(references)
    ]
    told = stack.apply(
        inline, stack.plan(inline, *flags, valuesFrom=references), valuesFrom=references
    )
    assert told["status"] == "True", told


def test_target_namespace_and_long_names_as_flux_makes_them(stack: Stack) -> None:
    target = f"{stack.namespace}-target"
    stack.bed.create_namespace(target)
    stack.install(STRICT, targetNamespace=target, storageNamespace=target)
    names = {o["name"] for o in stack.objects(target) if o["kind"] == "Kibana"}
    assert names == {f"{target}-stack"}
    stack.bed.vanish("helmrelease", stack.namespace, "stack")
    name = "some-front-appended-namespace-release-with-a-very-long-name"
    values = {**STRICT, "fullnameOverride": "es"}
    body = thing(
        "helm.toolkit.fluxcd.io/v2", "HelmRelease", stack.namespace, name, {"values": values}
    )
    done = compile_here("-", f"--chart={ROOT}", stdin=json.dumps(body))
    assert f"for release {shortened(name)} in" in done.stdout
    plan = yaml.safe_load(done.stdout)["mesh"]
    merged = {**values, "mesh": {**values["mesh"], **plan}}
    release(stack.bed, stack.namespace, name, stack.source, merged)
    assert ready(stack.bed, stack.namespace, name)["status"] == "True"


@pytest.mark.parametrize("strategy", ["combined", "separate", "nohooks"])
def test_how_flux_post_renders_makes_no_difference(stack: Stack, strategy: str) -> None:
    stack.install(STRICT)
    before = stack.objects()
    stack.install(
        STRICT, postRenderStrategy=strategy, commonMetadata={"labels": {"team": "search"}}
    )
    after = stack.objects()
    assert {o["labels"].pop("team") for o in after} == {"search"}
    assert after == before


def test_a_chart_from_an_oci_repository_whose_version_has_a_digest(stack: Stack) -> None:
    artifact = serve_chart(stack.bed, ROOT)
    stack.source = oci_repository(stack.bed, stack.namespace, "eck-mesh", artifact)
    stack.install(STRICT)
    assert (
        f"0.1.0+{artifact['digest'][7:19]}" in ready(stack.bed, stack.namespace, "stack")["message"]
    )
    assert stack.modes() == {"STRICT"}


def test_a_failed_upgrade_is_rolled_back_whole(stack: Stack) -> None:
    """Not as in our examples, but whoever does it gets the old plan with the old objects."""
    stack.install(PERMISSIVE)
    before = stack.objects()
    bad = {
        "apiVersion": "kibana.k8s.elastic.co/v1",
        "kind": "Kibana",
        "metadata": {"name": "bad"},
        "spec": {"version": "9.4.3", "count": "many"},
    }
    values = {**STRICT, "extraObjects": [bad]}
    remediation = {
        "disableWait": True,
        "remediation": {"retries": 0, "remediateLastFailure": True, "strategy": "rollback"},
    }
    told = stack.apply(values, stack.plan(values), upgrade=remediation)
    assert told["status"] == "False", told
    stack.bed.wait("the permissive objects again", lambda: stack.objects() == before, 30)


def test_a_secret_that_matters_is_noticed(stack: Stack) -> None:
    """compile never reads it: where it changes what the plan was made from, the chart refuses, and --from is the way."""
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"namespace": stack.namespace, "name": "s"},
    }
    references = [
        {"kind": "Secret", "name": "s"},
        {"kind": "ConfigMap", "name": "mesh", "optional": True},
    ]
    stack.bed.apply(
        {
            **secret,
            "stringData": {
                "values.yaml": "extraObjects: {a: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}}"
            },
        }
    )
    stack.install(STRICT, valuesFrom=references)
    before = stack.objects()
    stack.bed.apply(
        {**secret, "stringData": {"values.yaml": "kibana: {default: {config: {a.b: c}}}"}}
    )
    told = stack.apply(STRICT, stack.plan(STRICT, valuesFrom=references), valuesFrom=references)
    assert (told["status"], STALE in told["message"]) == ("False", True), told
    assert stack.objects() == before


def test_the_guard_judges_what_the_plan_made(stack: Stack) -> None:
    """On a live Elasticsearch with ECK's TLS: off is refused, unless the outage is accepted; kept by the plan is no danger."""
    stack.install({"mesh": {"mode": "permissive"}})
    before = stack.objects()
    values: dict[str, Any] = {"mesh": {"mode": "strict"}}
    told = stack.apply(values, stack.plan(values))
    assert (
        told["status"],
        "[tls-off-on-live-cluster]" in told["message"],
    ) == ("False", True)
    assert stack.objects() == before
    kept_by_plan = {
        **values,
        "elasticsearch": {"default": {"http": {"tls": {"certificate": {"secretName": "mine"}}}}},
    }
    stack.install(kept_by_plan)
    assert stack.modes() == {"STRICT"}
    told = stack.apply({"mesh": {"mode": "strict", "acceptOutage": True}}, stack.plan(values))
    assert told["status"] == "True", "acceptOutage is no part of the plan"
