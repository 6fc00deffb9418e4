"""The life of a release, with both Helms and the post-renderer, against a real API server and the real operator."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import generations, wait_green
from tests.cluster.support.release import KEPT, OURS, Release, strip, there
from tests.support.helm import ON_PATH, ROOT, Helm

REFUSED = 'no matches for kind "Elasticsearch" in version "elasticsearch.k8s.elastic.co.add-post-renderer-eck-mesh.invalid/v1"'


@pytest.fixture
def release(helm: Helm, namespace: str) -> Release:
    return Release(helm, namespace)


def test_what_is_stored_is_what_was_rendered(bed: Bed, namespace: str, release: Release) -> None:
    flags = ["--set=mesh.mode=strict", '--set-json=apmServer={"default":{}}']
    release.ok("install", *flags)
    rendered = release.helm.template(
        *release.helm.post_renderer(), *flags, release="stack", namespace=namespace
    )
    stored = {o["kind"] + o["metadata"]["name"]: strip(o) for o in bed.items(OURS, namespace)}
    assert len(stored) == 12
    assert stored == {o["kind"] + o["metadata"]["name"]: strip(o) for o in rendered.objects}
    kept = release.helm.run("get", "manifest", "stack", "-n", namespace)
    assert {o["kind"] + o["metadata"]["name"]: o for o in kept.objects} == {
        o["kind"] + o["metadata"]["name"]: o for o in rendered.objects
    }
    assert ".invalid" not in kept.stdout


def test_a_forgotten_post_renderer_creates_nothing(
    bed: Bed, namespace: str, release: Release
) -> None:
    atomic = "--atomic" if release.helm.major == 3 else "--rollback-on-failure"
    for flags in ([], ["--dry-run=server"], [atomic]):
        done = release.run("install", "--set=mesh.mode=strict", *flags, bare=True)
        assert done.returncode == 1
        assert REFUSED in done.stderr
    done = release.run("upgrade", "--install", "--set=mesh.mode=strict", bare=True)
    assert (done.returncode, REFUSED in done.stderr) == (1, True)
    assert there(bed, namespace) == []
    assert bed.items("secret", namespace, "owner=helm,status=deployed") == []


def test_a_forgotten_post_renderer_leaves_a_running_release_alone(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", "--set=mesh.mode=strict", KEPT)
    before = there(bed, namespace)
    done = release.run("upgrade", "--set=mesh.mode=strict", KEPT, bare=True)
    assert (done.returncode, REFUSED in done.stderr) == (1, True)
    assert there(bed, namespace) == before
    assert json.loads(release.ok("history", "-o=json").stdout)[0]["status"] == "deployed"


def test_permissive_to_strict_and_back_changes_policies_only(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", "--set=mesh.mode=permissive", KEPT)
    wait_green(bed, namespace)
    workloads, before = generations(bed, namespace), there(bed, namespace)
    release.ok("upgrade", "--set=mesh.mode=strict", KEPT)
    modes = {
        p["metadata"]["name"]: p["spec"]["mtls"]["mode"]
        for p in bed.items("peerauthentication", namespace)
    }
    assert modes == {"stack-es": "STRICT", "stack-kb": "STRICT"}
    assert "DestinationRule/stack-es-http" in there(bed, namespace)
    wait_green(bed, namespace)
    assert generations(bed, namespace) == workloads, "no pod template changed"
    release.ok("upgrade", "--set=mesh.mode=permissive", KEPT)
    assert there(bed, namespace) == before
    wait_green(bed, namespace)
    assert generations(bed, namespace) == workloads
    release.ok("uninstall")
    bed.wait("nothing is left", lambda: there(bed, namespace) == [], 20)


def test_a_rollback_brings_the_policies_back(bed: Bed, namespace: str, release: Release) -> None:
    release.ok("install", "--set=mesh.mode=permissive", KEPT)
    release.ok("upgrade", "--set=mesh.mode=strict", KEPT)
    release.ok("rollback", "1")
    modes = {p["spec"]["mtls"]["mode"] for p in bed.items("peerauthentication", namespace)}
    assert modes == {"PERMISSIVE"}


def test_dry_runs_on_the_server_store_nothing(bed: Bed, namespace: str, release: Release) -> None:
    release.ok("install", "--set=mesh.mode=strict", "--dry-run=server")
    assert there(bed, namespace) == []


def test_an_atomic_install_with_the_post_renderer(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok(
        "install",
        "--set=mesh.mode=strict",
        "--atomic" if release.helm.major == 3 else "--rollback-on-failure",
    )
    assert "PeerAuthentication/stack-es" in there(bed, namespace)


def test_an_umbrella_with_two_aliases(bed: Bed, namespace: str, helm: Helm, tmp_path: Path) -> None:
    inner = tmp_path / "charts" / "eck-mesh"
    for name in "templates", "files":
        shutil.copytree(ROOT / name, inner / name)
    for name in "Chart.yaml", "values.yaml", "values.schema.json":
        shutil.copy(ROOT / name, inner / name)
    aliases = [
        {"name": "eck-mesh", "version": "0.1.0", "alias": alias} for alias in ("blue", "green")
    ]
    (tmp_path / "Chart.yaml").write_text(
        json.dumps({"apiVersion": "v2", "name": "all", "version": "1.0.0", "dependencies": aliases})
    )
    release = Release(helm, namespace, str(tmp_path))
    release.ok("install", "--set=blue.mesh.mode=strict,green.mesh.mode=permissive")
    modes = {
        p["metadata"]["name"]: p["spec"]["mtls"]["mode"]
        for p in bed.items("peerauthentication", namespace)
    }
    assert modes == {
        "stack-blue-es": "STRICT",
        "stack-blue-kb": "STRICT",
        "stack-green-es": "PERMISSIVE",
        "stack-green-kb": "PERMISSIVE",
    }
    wait_green(bed, namespace)


def test_the_install_lines_of_the_docs(bed: Bed, helm: Helm, namespace: str) -> None:
    """Of this chart, as they stand but for the namespace; Helm 3 takes the program from PATH."""
    text = (ROOT / "docs/install.md").read_text()
    lines = [
        line
        for line in text.splitlines()
        if line.startswith("helm ") and " . " in line and "--post-renderer" in line
    ]
    assert len(lines) == 2
    for line in lines:
        words = line.split()[1:]
        words[words.index("-n") + 1] = namespace
        done = helm.run(*words, env=ON_PATH)
        assert done.returncode == 0, done.stderr
    assert {"Elasticsearch/elastic-istio", "Elasticsearch/logs"} <= set(there(bed, namespace))
