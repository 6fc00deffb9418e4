"""mesh.requireSidecar and mesh.keepTls: what the API server itself refuses, whichever road it comes."""

from __future__ import annotations

import pytest

from tests.cluster.bed.api import ApiError
from tests.cluster.bed.bed import Bed
from tests.cluster.support.admission import refusals
from tests.cluster.support.live import containers, pod, pods
from tests.cluster.support.release import OFF, ONE, Release
from tests.support.helm import Helm

REQUIRED = "--set=mesh.requireSidecar=true"
KEPT = "--set=mesh.keepTls=true"
OUTSIDE = {"sidecar.istio.io/inject": "false"}
POLICIES = "validatingadmissionpolicy,validatingadmissionpolicybinding"


@pytest.fixture
def release(helm: Helm, namespace: str) -> Release:
    return Release(helm, namespace)


def policies(bed: Bed, namespace: str) -> set[str]:
    return {
        o["metadata"]["name"]
        for o in bed.items(POLICIES)
        if f".{namespace}." in o["metadata"]["name"]
    }


def tls_disabled(bed: Bed, namespace: str) -> bool:
    http = bed.get("elasticsearch", "stack", namespace)["spec"].get("http", {})
    return bool(http.get("tls", {}).get("selfSignedCertificate", {}).get("disabled"))


def told(bed: Bed, namespace: str, words: str) -> set[str]:
    """The kinds of the objects whose events say so."""
    return {
        e["involvedObject"]["kind"] for e in bed.items("events", namespace) if words in e["message"]
    }


def refused(bed: Bed, namespace: str) -> bool:
    """Whether the API server asks the policy yet: it takes it up within a second or so, and pods of the very first
    install can be faster (seen: three of three)."""
    labels = {"elasticsearch.k8s.elastic.co/cluster-name": "stack", **OUTSIDE}
    found = refusals(bed, [pod("late", labels)], namespace)
    return "mesh.requireSidecar refuses" in "".join(found)


def test_a_pod_that_no_injector_took_is_refused(bed: Bed, namespace: str, release: Release) -> None:
    bed.label_namespace(namespace, {"istio-injection": "disabled"})
    release.ok("install", OFF, REQUIRED)
    bed.wait("the policy is asked", lambda: refused(bed, namespace), 20)
    bed.delete("pods", namespace, gracePeriodSeconds=0)
    words = "a pod of Elasticsearch/stack without istio-proxy, which mesh.requireSidecar refuses"
    said = bed.wait("somebody says why", lambda: told(bed, namespace, words), 60)
    assert said <= {
        "Elasticsearch",
        "StatefulSet",
    }  # the operator tries a pod first: then there is no StatefulSet
    assert pods(bed, namespace) == {}
    bed.label_namespace(namespace, {"istio-injection": "enabled"})
    found = bed.wait("pods are there", lambda: pods(bed, namespace), 120)
    assert all("istio-proxy" in containers(pod) for pod in found.values())


@pytest.mark.parametrize("native", ["true", "false"])
def test_both_kinds_of_sidecars_satisfy_it_and_pods_of_others_need_none(
    bed: Bed, namespace: str, release: Release, native: str
) -> None:
    template = "elasticsearch.default.nodeSets.one.podTemplate.metadata.annotations"
    release.ok(
        "install",
        OFF,
        REQUIRED,
        ONE,
        f"--set-string={template}.sidecar\\.istio\\.io/nativeSidecar={native}",
    )
    bed.wait("the policy is asked", lambda: refused(bed, namespace), 20)
    bed.delete("pods", namespace, gracePeriodSeconds=0)
    bed.wait("its pod is there again", lambda: pods(bed, namespace), 60)
    bed.apply(pod("other", OUTSIDE), namespace=namespace)
    assert containers(pods(bed, namespace)["other"]) == ["other"]


def by_hand(bed: Bed, namespace: str) -> str:
    """What the API server answers who would turn TLS off; nothing is changed."""
    off = {"spec": {"http": {"tls": {"selfSignedCertificate": {"disabled": True}}}}}
    try:
        bed.api.patch("elasticsearch", "stack", off, namespace, dry_run=True)
    except ApiError as error:
        return error.message
    return ""


def test_a_rollback_that_would_turn_tls_off_is_refused(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", OFF, ONE)
    release.ok("upgrade", "--set=mesh.mode=strict,mesh.tls=eck", KEPT, ONE)
    bed.wait(
        "the policy is asked", lambda: "mesh.keepTls refuses that" in by_hand(bed, namespace), 20
    )
    done = release.run("rollback", "1")
    assert done.returncode == 1
    assert "this would turn ECK's TLS off on the live Elasticsearch/stack" in done.stderr
    assert not tls_disabled(bed, namespace)
    # Helm takes a refused rollback for what is there now, so the next upgrade says again what is there …
    release.ok("upgrade", "--set=mesh.mode=strict,mesh.tls=eck", KEPT, ONE)
    release.ok(
        "upgrade", "--set=mesh.mode=strict,mesh.tls=eck", ONE
    )  # … and this is the way out that the message names
    bed.wait(
        "the policy is gone",
        lambda: not policies(bed, namespace) and not by_hand(bed, namespace),
        20,
    )
    release.ok("upgrade", OFF, ONE, "--set=mesh.acceptOutage=true")
    assert tls_disabled(bed, namespace)


def test_other_changes_pass_and_uninstall_leaves_nothing(
    bed: Bed, namespace: str, release: Release
) -> None:
    release.ok("install", OFF, KEPT, REQUIRED, ONE)
    release.ok(
        "upgrade",
        OFF,
        KEPT,
        REQUIRED,
        "--set=kibana.default.enabled=false,elasticsearch.default.nodeSets.one.count=2",
    )
    release.ok(
        "upgrade", "--set=mesh.mode=strict,mesh.tls=eck", KEPT, REQUIRED, ONE
    )  # off → on rolls
    assert not tls_disabled(bed, namespace)
    assert len(policies(bed, namespace)) == 2
    release.ok("uninstall")
    bed.wait("the policies are gone", lambda: not policies(bed, namespace), 20)
