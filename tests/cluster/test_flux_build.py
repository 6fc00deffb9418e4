"""A stream of the real `flux build kustomization`: substitution comes before compile, and finds nothing in what it wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.flux import thing
from tests.support.compiled import compile_here
from tests.support.helm import ROOT

VALUES = """
mesh:
  mode: strict
  tls: eck
  rules:
    - {name: zone, match: {kind: Elasticsearch}, path: "$.spec.nodeSets[*].config", set: {node.attr.zone: "$${ZONE} costs $$5"}, because: "$${ZONE}"}
elasticsearch:
  default:
    nodeSets:
      default: {count: ${count}, config: {node.roles: [master, data], node.attr.rooms: "${count}"}}
"""


class Cluster:
    """A copy of the example's production cluster with values of ours, built with variables."""

    def __init__(self, folder: Path, **variables: str) -> None:
        shutil.copytree(ROOT / "examples" / "flux", folder / "flux")
        self.cluster = folder / "flux" / "clusters" / "production"
        (self.cluster / "values.yaml").write_text(VALUES)
        (self.cluster / "mesh.yaml").write_text("")
        spec = {
            "interval": "1h",
            "prune": True,
            "path": "./",
            "postBuild": {"substitute": variables},
        }
        source = {"sourceRef": {"kind": "GitRepository", "name": "a"}}
        self.kustomization = folder / "kustomization.json"
        body = thing(
            "kustomize.toolkit.fluxcd.io/v1",
            "Kustomization",
            "flux-system",
            "cluster",
            {**spec, **source},
        )
        self.kustomization.write_text(json.dumps(body))

    def build(self) -> str:
        command = [
            str(TOOLS / "flux"),
            "build",
            "kustomization",
            "cluster",
            "--dry-run",
            "--strict-substitute",
        ]
        more = [f"--path={self.cluster}", f"--kustomization-file={self.kustomization}"]
        done = subprocess.run(
            [*command, *more],
            capture_output=True,
            text=True,
            timeout=60,
            env={"HOME": str(self.cluster)},
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def data(stream: str, prefix: str) -> Any:
    """values.yaml of the ConfigMap that kustomize called so, with a hash behind."""
    maps = [
        o
        for o in yaml.safe_load_all(stream)
        if o and o["kind"] == "ConfigMap" and o["metadata"]["name"].startswith(prefix)
    ]
    (found,) = maps
    return found["data"]["values.yaml"]


def test_what_was_substituted_is_compiled_and_what_was_compiled_is_not_substituted(
    tmp_path: Path,
) -> None:
    cluster = Cluster(tmp_path, count="7", ZONE="never")
    done = compile_here("-", "--name=elastic", f"--chart={ROOT}", stdin=cluster.build())
    assert done.returncode == 0, done.stderr
    assert "$" not in done.stdout
    (cluster.cluster / "mesh.yaml").write_text(done.stdout)
    stream = cluster.build()
    assert data(stream, "elastic-mesh") == done.stdout, "not a byte is another one"
    (values,) = (
        o["set"]
        for o in yaml.safe_load(done.stdout)["mesh"]["compiled"]["changes"]
        if o["resource"].startswith("Elastic")
    )
    assert {"${ZONE} costs $5"} == {v["value"] for v in values if v["path"][-1] == "node.attr.zone"}
    assert (
        yaml.safe_load(data(stream, "elastic-values"))["elasticsearch"]["default"]["nodeSets"][
            "default"
        ]["count"]
        == 7
    )
    again = compile_here("-", "--name=elastic", f"--chart={ROOT}", stdin=stream)
    assert again.stdout == done.stdout, "the plan in the stream plays no part"


def test_another_value_of_a_variable_is_another_plan(tmp_path: Path) -> None:
    one = compile_here(
        "-", "--name=elastic", f"--chart={ROOT}", stdin=Cluster(tmp_path / "a", count="7").build()
    )
    other = compile_here(
        "-", "--name=elastic", f"--chart={ROOT}", stdin=Cluster(tmp_path / "b", count="8").build()
    )
    assert one.returncode == other.returncode == 0
    assert one.stdout != other.stdout
