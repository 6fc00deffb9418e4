"""The chart's guard: a running Elasticsearch becomes strict in ambient mode only through permissive."""

from __future__ import annotations

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import pods, wait_green
from tests.cluster.support.release import ONE, Release
from tests.support.helm import Helm

TWO = ONE.replace("one.count=1", "one.count=2")
GUARD = "[ambient-strict-on-live-cluster]"


@pytest.fixture
def release(helm: Helm, namespace: str) -> Release:
    return Release(helm, namespace)


def uids(bed: Bed, namespace: str) -> set[str]:
    return {pod["metadata"]["uid"] for pod in pods(bed, namespace).values()}


def phase(bed: Bed, namespace: str) -> str:
    found: str = bed.get("elasticsearch", "stack", namespace).get("status", {}).get("phase", "")
    return found


def in_ambient(mode: str, *more: str) -> str:
    return f"--set=mesh.mode={mode},mesh.dataPlane=ambient{''.join(f',{one}' for one in more)}"


@pytest.mark.parametrize(
    "before",
    ["--set=mesh.mode=disabled", "--set=mesh.mode=excluded", "--set=mesh.mode=strict,mesh.tls=eck"],
)
def test_ambient_reaches_strict_only_through_permissive(
    bed: Bed, namespace: str, release: Release, before: str
) -> None:
    """From outside the mesh and from sidecars; docs/ambient.md says what was measured of it."""
    release.ok("install", before, TWO)
    done = release.run("upgrade", in_ambient("strict"), TWO)
    assert (done.returncode, GUARD in done.stderr) == (1, True), done.stderr
    assert "mesh.mode: permissive" in done.stderr
    assert "They are not in ambient mode." in done.stderr
    for other in in_ambient("permissive"), in_ambient("excluded"):
        release.ok("upgrade", other, TWO, "--dry-run=server")
    for accepted in "acceptOutage=true", "unmeshedClients=true":
        flag = in_ambient("strict", f"mesh.{accepted}")
        release.ok("upgrade", flag, TWO, "--dry-run=server")


def test_a_new_elasticsearch_or_one_of_a_single_node_is_strict_in_ambient_at_once(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", "--set=mesh.mode=disabled", ONE)
    release.ok("upgrade", in_ambient("strict"), ONE, "--dry-run=server")
    done = release.run("upgrade", in_ambient("strict"), TWO, "--dry-run=server")
    assert GUARD in done.stderr, "a second node would have to join"
    release.run("uninstall")
    release.ok("install", in_ambient("strict"), TWO, "--dry-run=server")


def test_a_namespace_in_ambient_mode_counts(bed: Bed, namespace: str, bed_helm3: Helm) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=disabled", TWO)
    wait_green(bed, namespace)
    bed.label_namespace(namespace, {"istio.io/dataplane-mode": "ambient"})
    release.ok("upgrade", in_ambient("strict"), TWO, "--dry-run=server")


def test_strict_in_ambient_waits_until_the_nodes_have_restarted(
    bed: Bed, namespace: str, bed_helm3: Helm
) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=disabled", TWO)
    wait_green(bed, namespace)
    before = uids(bed, namespace)
    release.ok("upgrade", in_ambient("permissive"), TWO)
    done = release.run("upgrade", in_ambient("strict"), TWO)
    assert (done.returncode, GUARD in done.stderr) == (1, True), done.stderr
    assert "They are still being restarted." in done.stderr
    bed.wait("all pods were replaced", lambda: not uids(bed, namespace) & before, 120)
    wait_green(bed, namespace)
    bed.wait("the operator is done", lambda: phase(bed, namespace) == "Ready", 60)
    release.ok("upgrade", in_ambient("strict"), TWO)
    scaled = TWO.replace("count=2", "count=3")
    release.ok("upgrade", in_ambient("strict"), scaled)
    release.ok("upgrade", in_ambient("strict"), TWO)
