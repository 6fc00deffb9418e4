"""Each values file of examples/sizes is a stack whose sizes fit together, under both Helms and in a mesh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.helm import ROOT, Helm

SIZES = sorted((ROOT / "examples" / "sizes").glob("*.yaml"))
UNITS = {"Mi": 1, "Gi": 1024, "Ti": 1024 * 1024}
DATA = {"data", "data_hot", "data_content", "data_warm", "data_cold"}


def mebibytes(amount: str) -> int:
    return int(amount[:-2]) * UNITS[amount[-2:]]


def resources(pods: dict[str, Any], container: str) -> dict[str, Any]:
    (found,) = [
        one["resources"]
        for one in pods["podTemplate"]["spec"]["containers"]
        if one["name"] == container
    ]
    return dict(found)


def check_resources(found: dict[str, Any]) -> int:
    """Memory is guaranteed, and no CPU is taken away that is free. Returns the mebibytes."""
    assert found["requests"]["memory"] == found["limits"]["memory"]
    assert "cpu" in found["requests"]
    assert "cpu" not in found["limits"]
    return mebibytes(found["limits"]["memory"])


def spec_of(helm: Helm, size: Path, kind: str, *flags: str) -> dict[str, Any]:
    done = helm.template(f"--values={size}", *flags)
    return dict(done.object(kind, "elastic-istio")["spec"])


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.stem)
def test_the_nodes_of_a_size(helm: Helm, size: Path) -> None:
    node_sets = spec_of(helm, size, "Elasticsearch")["nodeSets"]
    for node_set in node_sets:
        memory = check_resources(resources(node_set, "elasticsearch"))
        # The heap is half of the memory; beyond 31 GiB pointers need twice the space.
        assert 2 * 1024 <= memory <= 62 * 1024
        (claim,) = node_set["volumeClaimTemplates"]
        disk = mebibytes(claim["spec"]["resources"]["requests"]["storage"])
        assert disk >= 5 * memory, "a disk that is smaller would not use the memory"
        assert disk <= 512 * memory, "a heap holds what the disk needs of it"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.stem)
def test_the_roles_of_a_size(helm: Helm, size: Path) -> None:
    node_sets = spec_of(helm, size, "Elasticsearch")["nodeSets"]
    if len(node_sets) == 1:
        assert (node_sets[0]["count"] == 1) is (size.stem == "small")
        return
    roles = {one["name"]: set(one["config"]["node.roles"]) for one in node_sets}
    assert roles["master"] == {"master"}
    assert {one["name"]: one["count"] for one in node_sets}["master"] == 3
    assert set().union(*roles.values()) >= {"ingest", "transform"}
    content = [name for name, of in roles.items() if of & {"data", "data_content"}]
    assert content, "system indices need a node of this tier"
    for node_set in node_sets:
        if roles[node_set["name"]] & DATA:
            assert node_set["count"] >= 2, "a replica is on another node"


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.stem)
def test_only_small_does_without_mmap(helm: Helm, size: Path) -> None:
    for node_set in spec_of(helm, size, "Elasticsearch")["nodeSets"]:
        mmap = node_set.get("config", {}).get("node.store.allow_mmap", True)
        assert mmap is (size.stem != "small")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.stem)
def test_the_kibanas_of_a_size_and_the_mesh(helm: Helm, size: Path) -> None:
    flags = ["--set=mesh.mode=strict", *helm.post_renderer("--expect-closed")]
    kibana = spec_of(helm, size, "Kibana", *flags)
    assert check_resources(resources(kibana, "kibana")) >= 1024
    assert (kibana["count"] == 1) is (size.stem == "small")


def test_there_is_a_size_for_each_row_of_the_docs() -> None:
    text = (ROOT / "docs" / "chart.md").read_text()
    for size in SIZES:
        assert f"`examples/sizes/{size.name}`" in text
