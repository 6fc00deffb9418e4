"""ECK's TLS on a live Elasticsearch under sidecars: off → on rolls, on → off blocks the operator, and the guard stops it.

There are no Envoys here. What the stand-ins refuse is what the data plane box measured real sidecars to refuse; that the
operator then stops, and starts again, is the real operator's doing.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import pods, wait_green
from tests.cluster.support.release import OFF, ONE, Release
from tests.support.helm import Helm

GUARD = "[tls-off-on-live-cluster]"


@pytest.fixture
def release(helm: Helm, namespace: str) -> Release:
    return Release(helm, namespace)


def phase(bed: Bed, namespace: str) -> tuple[str, str]:
    status = bed.get("elasticsearch", "stack", namespace).get("status", {})
    return status.get("health", ""), status.get("phase", "")


def uids(bed: Bed, namespace: str) -> set[str]:
    return {p["metadata"]["uid"] for p in pods(bed, namespace).values()}


def port_name(bed: Bed, namespace: str) -> str:
    name: str = bed.get("service", "stack-es-http", namespace)["spec"]["ports"][0]["name"]
    return name


@pytest.mark.parametrize(
    "flags",
    [
        [OFF],
        ["--set=mesh.mode=permissive,mesh.tls=istio"],
        ["--set=mesh.mode=strict,mesh.tls=istio"],
    ],
)
def test_the_guard_stops_it_at_install_upgrade_and_dry_run(
    bed: Bed, namespace: str, release: Release, flags: list[str]
) -> None:
    release.ok("install", "--set=mesh.mode=permissive", ONE)
    for verb in ["upgrade", *flags, ONE], ["upgrade", *flags, ONE, "--dry-run=server"]:
        done = release.run(*verb)
        assert done.returncode == 1
        assert GUARD in done.stderr
        assert "mesh.tls: eck" in done.stderr
        assert "mesh.acceptOutage: true" in done.stderr
    live = bed.get("elasticsearch", "stack", namespace)["spec"]
    # the operator may have written the resource back, with the empty fields of its types
    assert "selfSignedCertificate" not in live.get("http", {}).get("tls", {})


def test_auto_counts_as_off_on_a_running_cluster(
    bed: Bed, namespace: str, release: Release
) -> None:
    """The guard is older than the plan: that `auto` keeps TLS here, as the first upgrade of the same values would show, only
    the post-renderer knows. `eck` says the same and passes."""
    outside = "--set=mesh.unmeshedClients=true"
    release.ok("install", OFF, ONE, outside)
    live = bed.get("elasticsearch", "stack", namespace)["spec"]
    assert "selfSignedCertificate" not in live.get("http", {}).get("tls", {})
    done = release.run("upgrade", OFF, ONE, outside)
    assert (done.returncode, GUARD in done.stderr) == (1, True)
    release.ok("upgrade", OFF, ONE, outside, "--set=mesh.tls=eck")


def test_a_user_who_turns_it_off_by_hand_is_stopped_too(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", "--set=mesh.mode=permissive", ONE)
    by_hand = "--set=elasticsearch.default.http.tls.selfSignedCertificate.disabled=true"
    done = release.run("upgrade", "--set=mesh.mode=permissive", ONE, by_hand)
    assert (done.returncode, GUARD in done.stderr) == (1, True)


def test_an_elasticsearch_among_extra_objects_is_guarded_too(
    bed: Bed, namespace: str, release: Release, tmp_path: Path
) -> None:
    own = {
        "apiVersion": "elasticsearch.k8s.elastic.co/v1",
        "kind": "Elasticsearch",
        "metadata": {"name": "own"},
        "spec": {"version": "9.4.3", "nodeSets": [{"name": "one", "count": 1}]},
    }
    values = tmp_path / "values.json"
    off = {"default": {"enabled": False}}
    values.write_text(json.dumps({"extraObjects": [own], "elasticsearch": off, "kibana": off}))
    release.ok("install", "-f", str(values), "--set=mesh.mode=permissive")
    done = release.run("upgrade", "-f", str(values), OFF)
    assert done.returncode == 1
    assert f"Elasticsearch/{namespace}/own: spec.http.tls: " in done.stderr
    assert GUARD in done.stderr


def test_a_rollback_asks_no_guard(bed: Bed, namespace: str, release: Release) -> None:
    """Helm renders nothing in a rollback. mesh.keepTls covers it: test_policies.py."""
    release.ok("install", OFF, ONE)
    release.ok("upgrade", "--set=mesh.mode=strict,mesh.tls=eck", ONE)
    release.ok("rollback", "1")
    tls = bed.get("elasticsearch", "stack", namespace)["spec"]["http"]["tls"]
    assert tls["selfSignedCertificate"]["disabled"] is True


def test_the_guard_lets_pass_what_changes_nothing(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", OFF, ONE)
    release.ok("upgrade", OFF, ONE)
    release.ok("upgrade", OFF, "--set=mesh.tls=istio", ONE)


def test_on_to_off_blocks_the_operator_until_the_pods_are_deleted(
    bed: Bed, namespace: str, bed_helm3: Helm
) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=permissive", ONE)
    wait_green(bed, namespace)
    before = uids(bed, namespace)
    release.ok("upgrade", OFF, ONE, "--set=mesh.acceptOutage=true")
    bed.wait("the Service's port is called http", lambda: port_name(bed, namespace) == "http", 20)
    bed.wait(
        "the operator has lost Elasticsearch",
        lambda: phase(bed, namespace)[1] == "ApplyingChanges",
        40,
    )
    time.sleep(
        15
    )  # in which a rolling restart would have begun: off → on below is done with it in less
    assert uids(bed, namespace) == before, "no pod was replaced"
    assert phase(bed, namespace)[0] != "green"
    bed.delete("pods", namespace)
    bed.wait(
        "new pods are there", lambda: not uids(bed, namespace) & before and uids(bed, namespace), 30
    )
    wait_green(bed, namespace)


def test_off_to_on_rolls(bed: Bed, namespace: str, bed_helm3: Helm) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=permissive,mesh.tls=istio", ONE)
    wait_green(bed, namespace)
    assert port_name(bed, namespace) == "http"
    before = uids(bed, namespace)
    release.ok("upgrade", "--set=mesh.mode=permissive,mesh.tls=eck", ONE)
    bed.wait("the port is called https", lambda: port_name(bed, namespace) == "https", 20)
    bed.wait(
        "its pod was replaced",
        lambda: not uids(bed, namespace) & before and uids(bed, namespace),
        60,
    )
    wait_green(bed, namespace)
