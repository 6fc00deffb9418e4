"""Flux with compiled values ends in the same objects in the cluster as Helm with the post-renderer: every golden case."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.cluster.bed.bed import Bed
from tests.cluster.support.admission import UNSERVED
from tests.cluster.support.flux import Artifact, helm_chart, ready, release, serve_chart
from tests.cluster.support.live import kept, rendered
from tests.support.cases import OF_CHART, Case
from tests.support.compiled import ENVIRONMENTS, compiled
from tests.support.helm import ROOT, Helm

NAMESPACE = re.compile(r"\bnamespace: ([a-z0-9-]+)")
OF_OTHERS = re.compile(rf"apiVersion: {UNSERVED}")


class Try(NamedTuple):
    """One HelmRelease: a namespace of its own, since most cases call their release alike."""

    name: str
    namespace: str
    release: str
    values: Any


def accepted() -> list[Path]:
    """The cases of the chart that a cluster with the bed's kinds takes."""
    folders = [folder for folder in OF_CHART if (folder / "output.yaml").exists()]
    return [of for of in folders if not OF_OTHERS.search((of / "output.yaml").read_text())]


def tries() -> Iterator[Try]:
    for number, folder in enumerate(accepted()):
        case, namespace = Case(folder), f"case-{number}"
        # mesh.resources may name the namespace of the case
        values = json.loads(json.dumps(case.values).replace("/prod/", f"/{namespace}/"))
        yield Try("/".join(folder.parts[-2:]), namespace, case.release, values)
    for path in ENVIRONMENTS:
        yield Try(path.stem, f"env-{path.stem}", "logs", yaml.safe_load(path.read_text()) or {})


TRIES = list(tries())


@pytest.fixture(scope="module")
def artifact(flux_bed: Bed) -> Artifact:
    named = [NAMESPACE.findall((folder / "output.yaml").read_text()) for folder in accepted()]
    for namespace in sorted({"prod"}.union(*named)):
        flux_bed.create_namespace(namespace)
    return serve_chart(flux_bed, ROOT)


def install(one: Try, bed: Bed, artifact: Artifact, folder: Path) -> None:
    """Compile the values, and apply plan and HelmRelease."""
    bed.create_namespace(one.namespace)
    source = helm_chart(bed, one.namespace, "eck-mesh", artifact)
    plan = compiled(folder, one.values, one.release, one.namespace)
    bed.apply(config_map(one.namespace, "mesh", plan))
    mesh = [{"kind": "ConfigMap", "name": "mesh"}]
    more: dict[str, Any] = {"releaseName": one.release, "valuesFrom": mesh}
    release(bed, one.namespace, "stack", source, one.values, **more)


def config_map(namespace: str, name: str, text: str) -> dict[str, Any]:
    metadata = {"namespace": namespace, "name": name}
    data = {"values.yaml": text}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


@pytest.mark.parametrize("one", TRIES, ids=lambda one: one.name)
def test_the_same_objects_are_in_the_cluster(
    one: Try, flux_bed: Bed, artifact: Artifact, helm4: Helm, tmp_path: Path
) -> None:
    install(one, flux_bed, artifact, tmp_path)
    text = rendered(helm4, release=one.release, namespace=one.namespace, values=one.values)
    told = ready(flux_bed, one.namespace, "stack", 120)
    assert told["status"] == "True", told
    kinds = "elastic,peerauthentication,destinationrule"
    stored = {identity(o): o for o in flux_bed.items(kinds, one.namespace)}
    for wanted in (o for o in yaml.load_all(text, yaml.CSafeLoader) if o):
        where = wanted["metadata"].get("namespace", one.namespace)
        found = stored.pop(identity(wanted), None) or flux_bed.get(
            kind_of(wanted), wanted["metadata"]["name"], where
        )
        if kept(found) != kept(wanted):
            wanted = defaulted(flux_bed, where, wanted, found)
        assert kept(found) == kept(wanted)
    assert not stored, "and no others"


def kind_of(manifest: dict[str, Any]) -> str:
    """As kubectl takes it where two groups have the same."""
    group, _, version = manifest["apiVersion"].rpartition("/")
    return f"{manifest['kind']}.{version}.{group}" if group else manifest["kind"]


def identity(manifest: dict[str, Any]) -> tuple[str, str]:
    return manifest["kind"], manifest["metadata"]["name"]


def defaulted(bed: Bed, namespace: str, wanted: dict[str, Any], stored: dict[str, Any]) -> Any:
    """What the API server would store of it in that one's place: with the defaults of its kind."""
    version = {"resourceVersion": stored["metadata"]["resourceVersion"]}
    body = {**wanted, "metadata": {**wanted["metadata"], **version}}
    return bed.api.replace(body, namespace, dry_run=True)
