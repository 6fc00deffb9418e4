"""Charts of others under Flux: the plan as JSON patches does what the post-renderer does, or fails. With Elastic's eck-stack."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import module
from tests.cluster.support.flux import helm_chart, ready, reconcile, release, serve_chart, thing
from tests.cluster.support.live import kept, through_post_renderer
from tests.support.compiled import compile_here
from tests.support.helm import Helm

STACK = module("github.com/elastic/cloud-on-k8s/v3") / "deploy" / "eck-stack"
EXAMPLES = sorted((STACK / "examples").rglob("*.yaml"))
SOME = [
    path for path in EXAMPLES if path.stem in ("fleet-agents", "hot-warm-cold", "metricbeat_hosts")
]
KINDS = "elastic,peerauthentication,destinationrule"


class Foreign:
    """eck-stack with values, as a HelmRelease called es; compiled with a mode into patches and objects to add."""

    def __init__(self, values: dict[str, Any], namespace: str, folder: Path, *more: str) -> None:
        self.values, self.namespace = values, namespace
        body = thing(
            "helm.toolkit.fluxcd.io/v2", "HelmRelease", namespace, "es", {"values": values}
        )
        files = [f"--output={folder}/patches.yaml", f"--created={folder}/created.yaml"]
        done = compile_here(
            "-",
            "--as=patches",
            "--mode=strict",
            f"--chart={STACK}",
            *files,
            *more,
            stdin=json.dumps(body),
        )
        assert done.returncode == 0, done.stderr
        self.patch: dict[str, Any] = yaml.safe_load((folder / "patches.yaml").read_text())
        self.created = list(yaml.safe_load_all((folder / "created.yaml").read_text()))

    def by_post_renderer(self, helm3: Helm, *more: str) -> dict[tuple[str, str], Any]:
        plain = helm3.template(
            chart=STACK, release="es", namespace=self.namespace, values=self.values
        ).objects
        flags = ("--mode=strict", f"--namespace={self.namespace}", *more)
        done = through_post_renderer(plain, *flags)
        assert done.returncode == 0, done.stderr
        return index([o for o in yaml.safe_load_all(done.stdout) if o])


def index(objects: list[dict[str, Any]]) -> dict[tuple[str, str], Any]:
    return {(o["kind"], o["metadata"]["name"]): kept(o) for o in objects}


@pytest.mark.parametrize("values", EXAMPLES, ids=lambda path: path.stem)
def test_kustomize_makes_the_same_objects(
    values: Path, flux_bed: Bed, helm3: Helm, tmp_path: Path
) -> None:
    foreign = Foreign(yaml.safe_load(values.read_text()), "elastic", tmp_path, "--tls=auto")
    plain = helm3.template(
        chart=STACK, release="es", namespace="elastic", values=foreign.values
    ).stdout
    (tmp_path / "all.yaml").write_text(plain)
    kustomization = {
        "resources": ["all.yaml"],
        **foreign.patch["spec"]["postRenderers"][0]["kustomize"],
    }
    (tmp_path / "kustomization.yaml").write_text(json.dumps(kustomization))
    built = [
        o for o in yaml.safe_load_all(flux_bed.kubectl("kustomize", str(tmp_path)).stdout) if o
    ]
    assert index([*built, *foreign.created]) == foreign.by_post_renderer(helm3, "--tls=auto")
    assert {o["metadata"]["namespace"] for o in foreign.created} == {"elastic"}


@pytest.mark.parametrize("values", SOME, ids=lambda path: path.stem)
def test_helm_controller_makes_the_same_objects(
    values: Path, flux_bed: Bed, flux_namespace: str, helm3: Helm, tmp_path: Path
) -> None:
    foreign = Foreign(yaml.safe_load(values.read_text()), flux_namespace, tmp_path)
    source = helm_chart(flux_bed, flux_namespace, "eck-stack", serve_chart(flux_bed, STACK))
    release(flux_bed, flux_namespace, "es", source, foreign.values, **foreign.patch["spec"])
    told = ready(flux_bed, flux_namespace, "es")
    assert told["status"] == "True", told
    flux_bed.apply(*foreign.created)
    wanted = {
        key: o
        for key, o in foreign.by_post_renderer(helm3).items()
        if "k8s.elastic.co" in o["apiVersion"] or "istio.io" in o["apiVersion"]
    }
    assert index(flux_bed.items(KINDS, flux_namespace)) == wanted


NEW: dict[str, Any] = {"name": "new", "count": 1, "podTemplate": {}}


@pytest.mark.parametrize(
    "change",
    [
        lambda es: es["nodeSets"].insert(0, NEW),
        lambda es: es["nodeSets"].append(NEW),
        lambda es: es.update({"http": {"service": {"spec": {"type": "LoadBalancer"}}}}),
        lambda es: es.update({"remoteClusterServer": {"enabled": True}}),
    ],
    ids=[
        "a nodeSet in front",
        "a nodeSet behind",
        "a Service that lets others in",
        "a port that was not there",
    ],
)
def test_a_patch_that_meets_another_spec_fails_and_changes_nothing(
    flux_bed: Bed, flux_namespace: str, tmp_path: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    """By its place alone it would have met another nodeSet; it would have left a new one without its sidecar; and the plan
    would have been another one."""
    node_sets: list[dict[str, Any]] = [
        {"name": name, "count": 1, "podTemplate": {}} for name in ("hot", "cold")
    ]
    values: dict[str, Any] = {
        "eck-elasticsearch": {"nodeSets": node_sets},
        "eck-kibana": {"enabled": False},
    }
    foreign = Foreign(values, flux_namespace, tmp_path, "--settings", eck_tls(tmp_path))
    source = helm_chart(flux_bed, flux_namespace, "eck-stack", serve_chart(flux_bed, STACK))
    release(flux_bed, flux_namespace, "es", source, values, **foreign.patch["spec"])
    assert ready(flux_bed, flux_namespace, "es")["status"] == "True"
    before = index(flux_bed.items(KINDS, flux_namespace))
    change(values["eck-elasticsearch"])
    release(flux_bed, flux_namespace, "es", source, values, **foreign.patch["spec"])
    told = reconcile(flux_bed, flux_namespace, "es")
    assert (told["status"], "testing value /spec failed" in told["message"]) == ("False", True), (
        told
    )
    assert index(flux_bed.items(KINDS, flux_namespace)) == before
    reconcile(flux_bed, flux_namespace, "es")
    assert index(flux_bed.items(KINDS, flux_namespace)) == before, "nor the second time"


def test_patches_that_are_stale_from_the_first_leave_it_unmeshed_and_ready_tells_it_once(
    flux_bed: Bed, flux_namespace: str, tmp_path: Path
) -> None:
    """What examples/flux warns of: with the values unchanged, the next reconciliation finds the release in sync."""
    values: dict[str, Any] = {"eck-kibana": {"enabled": False}}
    other = {**values, "eck-elasticsearch": {"nodeSets": [{"name": "other", "count": 1}]}}
    foreign = Foreign(other, flux_namespace, tmp_path)
    source = helm_chart(flux_bed, flux_namespace, "eck-stack", serve_chart(flux_bed, STACK))
    release(flux_bed, flux_namespace, "es", source, values)
    assert ready(flux_bed, flux_namespace, "es")["status"] == "True"
    before = index(flux_bed.items(KINDS, flux_namespace))
    release(flux_bed, flux_namespace, "es", source, values, **foreign.patch["spec"])
    assert ready(flux_bed, flux_namespace, "es")["status"] == "False"
    assert reconcile(flux_bed, flux_namespace, "es")["status"] == "True"
    assert index(flux_bed.items(KINDS, flux_namespace)) == before


def eck_tls(folder: Path) -> str:
    """A settings file that keeps ECK's TLS, so that no part of the spec but the nodeSets is changed."""
    (folder / "settings.yaml").write_text("tls: eck\n")
    return f"{folder}/settings.yaml"
