"""Flux with compiled values ends in the same objects in the cluster as Helm with the post-renderer: every golden case."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.support.flux import helm_chart, ready, release, serve_chart
from tests.cluster.support.live import kept
from tests.support.cases import OF_CHART, Case
from tests.support.compiled import ENVIRONMENTS, compile_
from tests.support.helm import ROOT, Helm

FOREIGN = (
    "prod",
    "search",
    "logging",
    "logs",
    "web",
    "other",
    "elsewhere",
)  # namespaces that objects of some cases name


class Try(NamedTuple):
    """One HelmRelease: a namespace of its own, since most cases call their release alike."""

    name: str
    namespace: str
    release: str
    values: Any


def tries() -> Iterator[Try]:
    folders = [folder for folder in OF_CHART if (folder / "output.yaml").exists()]
    for number, folder in enumerate(folders):
        case = Case(folder)
        yield Try("/".join(folder.parts[-2:]), f"case-{number}", case.release, case.values)
    for path in ENVIRONMENTS:
        yield Try(path.stem, f"env-{path.stem}", "logs", yaml.safe_load(path.read_text()) or {})


TRIES = list(tries())


@pytest.fixture(scope="module")
def installed(flux_bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Bed:
    """All of them at once: helm-controller works on several at a time."""
    folder = tmp_path_factory.mktemp("values")
    artifact = serve_chart(flux_bed, ROOT)
    for namespace in FOREIGN:
        flux_bed.kubectl("create", "namespace", namespace)
    for one in TRIES:
        flux_bed.kubectl("create", "namespace", one.namespace)
        source = helm_chart(flux_bed, one.namespace, "eck-mesh", artifact)
        plan = compiled(one, folder)
        flux_bed.apply(config_map(one.namespace, "mesh", plan))
        more: dict[str, Any] = {
            "releaseName": one.release,
            "valuesFrom": [{"kind": "ConfigMap", "name": "mesh"}],
        }
        release(flux_bed, one.namespace, "stack", source, one.values, **more)
    return flux_bed


def compiled(one: Try, folder: Path) -> str:
    path = folder / f"{one.namespace}.json"
    path.write_text(json.dumps(one.values))
    done = compile_(
        f"--chart={ROOT}",
        f"--release={one.release}",
        f"--namespace={one.namespace}",
        f"--values={path}",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def config_map(namespace: str, name: str, text: str) -> dict[str, Any]:
    metadata = {"namespace": namespace, "name": name}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata,
        "data": {"values.yaml": text},
    }


@pytest.mark.parametrize("one", TRIES, ids=lambda one: one.name)
def test_the_same_objects_are_in_the_cluster(one: Try, installed: Bed, helm4: Helm) -> None:
    told = ready(installed, one.namespace, "stack", 120)
    assert told["status"] == "True", told
    rendered = helm4.template(
        *helm4.post_renderer(), release=one.release, namespace=one.namespace, values=one.values
    ).objects
    stored = {
        identity(o): o
        for o in installed.items("-n", one.namespace, "elastic,peerauthentication,destinationrule")
    }
    for wanted in rendered:
        where = ("-n", wanted["metadata"].get("namespace", one.namespace))
        found = stored.pop(identity(wanted), None) or installed.get(
            *where, kind_of(wanted), wanted["metadata"]["name"]
        )
        if kept(found) != kept(wanted):
            wanted = defaulted(installed, where, wanted)
        assert kept(found) == kept(wanted)
    assert not stored, "and no others"


def kind_of(manifest: dict[str, Any]) -> str:
    """As kubectl takes it where two groups have the same."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    return f"{manifest['kind']}.{version}.{group}" if group else manifest["kind"]


def identity(manifest: dict[str, Any]) -> tuple[str, str]:
    return manifest["kind"], manifest["metadata"]["name"]


def defaulted(bed: Bed, where: tuple[str, ...], manifest: dict[str, Any]) -> Any:
    """What the API server would store of it: with the defaults of its kind."""
    done = bed.kubectl(
        "replace", "--dry-run=server", "-o=json", *where, "-f", "-", stdin=json.dumps(manifest)
    )
    return json.loads(done.stdout)
