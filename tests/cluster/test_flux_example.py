"""examples/flux as it stands, with the real operator and helm-controller: two clusters, one after the other on one bed.

The registry and the repository that it names do not exist here: tests write what source-controller would have fetched.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS, module
from tests.cluster.support.flux import fill_chart, ready, serve_chart, source
from tests.cluster.support.live import green, kept, pods
from tests.support.helm import ROOT, Helm, binary

EXAMPLE = ROOT / "examples" / "flux"
OPERATOR = module("github.com/elastic/cloud-on-k8s/v3") / "deploy" / "eck-operator"
CLUSTERS = ("staging", "production")


def compile_example(*arguments: str, folder: Path = EXAMPLE) -> subprocess.CompletedProcess[str]:
    """./compile, with our chart in place of the registry's, and kubectl's kustomize."""
    path = f"{TOOLS}:{ROOT}/.venv/bin:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "HELM_BIN": binary(4)}
    command = [str(folder / "compile"), *arguments, f"--chart={ROOT}"]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


def built(bed: Bed, cluster: str) -> list[dict[str, Any]]:
    text = bed.kubectl("kustomize", str(EXAMPLE / "clusters" / cluster)).stdout
    return [o for o in yaml.safe_load_all(text) if o]


def test_the_plans_of_the_example_are_those_of_its_values() -> None:
    done = compile_example("--check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.fixture(scope="module")
def clean(bed: Bed) -> Iterator[Bed]:
    yield bed
    bed.vanish("helmrelease", "elastic", "elastic")
    bed.delete("namespace", "", "elastic")


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_operator_first_then_the_stack_until_it_is_green(
    cluster: str, clean: Bed, helm3: Helm
) -> None:
    bed, objects = clean, built(clean, cluster)
    bed.apply(*[o for o in objects if o["kind"] == "Namespace"])
    bed.apply(*[o for o in objects if o["kind"] != "Namespace"])
    artifact = serve_chart(bed, ROOT)
    revision = f"0.1.0@{artifact['digest']}"
    source(bed, "elastic", "OCIRepository", "eck-mesh", {**artifact, "revision": revision})
    if cluster == CLUSTERS[0]:
        assert bed.items("elastic", "elastic") == [], "it waits for the operator's HelmRelease"
    told = fill_chart(bed, "elastic-system", "elastic-operator", serve_chart(bed, OPERATOR))
    assert told["status"] == "True", told
    bed.wait(
        "the stack is Ready", lambda: ready(bed, "elastic", "elastic", 180)["status"] == "True", 180
    )
    elasticsearch = bed.get("elasticsearch", "elastic", "elastic")["status"]
    assert (elasticsearch["phase"], elasticsearch["health"]) == ("Ready", "green"), (
        "Ready says what Elasticsearch says"
    )
    bed.wait("Kibana is green too", lambda: green(bed, "elastic"), 60)
    values = EXAMPLE / "clusters" / cluster / "values.yaml"
    done = helm3.template(
        f"--values={values}", *helm3.post_renderer(), release="elastic", namespace="elastic"
    )
    policies = ("PeerAuthentication", "DestinationRule")
    wanted = {
        (o["kind"], o["metadata"]["name"]): kept(o) for o in done.objects if o["kind"] in policies
    }
    stored = bed.items(",".join(policies), "elastic")
    assert {(o["kind"], o["metadata"]["name"]): kept(o) for o in stored} == wanted
    containers = [
        [c["name"] for c in [*p["spec"].get("initContainers", []), *p["spec"]["containers"]]]
        for p in pods(bed, "elastic").values()
    ]
    assert containers
    assert all("istio-proxy" in names for names in containers)
