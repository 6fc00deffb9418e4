"""Pods of the bed's kubelet that end by themselves, that come back under their name, and what cluster DNS says of them."""

from __future__ import annotations

from typing import Any

from tests.cluster.bed.kubelet.access import Access
from tests.cluster.support.real import OUTSIDE, STAY, container, events, pod


def phase(pods: Access, name: str) -> str:
    found: str = pods.bed.get("pod", name, pods.namespace)["status"].get("phase", "")
    return found


def service(name: str, app: str, **spec: Any) -> dict[str, Any]:
    spec = {"selector": {"app": app}, "clusterIP": "None", "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": spec}


def stateful_set(name: str, *containers: dict[str, Any]) -> dict[str, Any]:
    labels = {"app": name, **OUTSIDE}
    template = {
        "metadata": {"labels": labels},
        "spec": {"containers": [*containers], "terminationGracePeriodSeconds": 60},
    }
    spec = {"selector": {"matchLabels": {"app": name}}, "serviceName": name, "template": template}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {**spec, "replicas": 1},
    }


def test_a_pod_that_is_done_has_a_phase_and_no_sidecar_any_more(pods: Access) -> None:
    """As of a Job or of `helm test`. An init container that fails is the end of one that must not run again."""
    slow = STAY.replace("say TERM", "sleep 0.5; say TERM")  # a pod is not over before
    native = container("native", slow, restartPolicy="Always")
    fails = container("fails", "exit 3")
    manifests = [
        pod("good", container("main", "say run"), initContainers=[native]),
        pod("bad", container("main", "exit 2"), container("other", "say run")),
        pod("early", container("main", "say run"), initContainers=[native, fails]),
        pod("again", container("main", "[ -e /d/x ] || { touch /d/x; exit 1; }; say run")),
    ]
    for manifest in manifests:
        manifest["spec"]["restartPolicy"] = "Never"
    again = manifests[-1]["spec"]
    again |= {"restartPolicy": "OnFailure", "volumes": [{"name": "d", "emptyDir": {}}]}
    again["containers"][0]["volumeMounts"] = [{"name": "d", "mountPath": "/d"}]
    pods.bed.apply(*manifests, namespace=pods.namespace)
    expected = {"good": "Succeeded", "bad": "Failed", "early": "Failed", "again": "Succeeded"}
    pods.bed.wait(
        "all are done", lambda: {name: phase(pods, name) for name in expected} == expected, 20
    )
    assert events(pods, "good", "native", "main") == ["native start", "main run", "native TERM"]
    assert events(pods, "early", "native", "main") == ["native start", "native TERM"]
    found = pods.bed.get("pod", "early", pods.namespace)["status"]["initContainerStatuses"]
    assert [one["state"]["terminated"]["exitCode"] for one in found] == [0, 3]
    assert pods.log("again", "main").count("run") == 1


def test_one_that_was_ended_by_force_comes_back_under_its_name(pods: Access) -> None:
    """As a node that is lost: the StatefulSet makes the next one at once, while the old one still has its hook to run."""
    hook = {"preStop": {"sleep": {"seconds": 40}}}
    pods.bed.apply(service("one", "one"), namespace=pods.namespace)
    pods.bed.apply(stateful_set("one", container("main", lifecycle=hook)), namespace=pods.namespace)
    pods.wait_ready("one-0")
    first = pods.bed.get("pod", "one-0", pods.namespace)
    pods.bed.delete("pod", pods.namespace, "one-0")  # the hook begins
    pods.bed.delete("pod", pods.namespace, "one-0", gracePeriodSeconds=0)

    def another() -> bool:
        found = pods.bed.get("pod", "one-0", pods.namespace)
        return bool(found) and found["metadata"]["uid"] != first["metadata"]["uid"]

    pods.bed.wait("another one is there", another, 10)
    pods.wait_ready("one-0", seconds=10)
    assert pods.execute("one-0", "main", "hostname").stdout == "one-0\n"
    second = pods.bed.get("pod", "one-0", pods.namespace)
    assert second["status"]["podIP"] != first["status"]["podIP"]


def test_dns_knows_pods_that_are_ready_or_published_before(pods: Access) -> None:
    probe = {"exec": {"command": ["test", "-e", "/ready"]}, "periodSeconds": 1}
    pods.bed.apply(
        service("one", "one"),
        service("early", "one", publishNotReadyAddresses=True),
        stateful_set("one", container("main", readinessProbe=probe)),
        pod("client", container("main")),
        namespace=pods.namespace,
    )
    pods.wait_ready("client")

    def resolved(name: str) -> str:
        return pods.execute("client", "main", "getent", "hosts", name).stdout.split(" ")[0]

    def address() -> str:
        found = pods.bed.get("pod", "one-0", pods.namespace).get("status", {})
        return str(found.get("podIP", ""))

    published = lambda: address() and resolved("early") == address()  # noqa: E731
    pods.bed.wait("it is published before it is ready", published, 20)
    pods.wait_running("one-0", "main")
    assert resolved("one-0.one") == resolved("one") == ""
    pods.execute("one-0", "main", "touch", "/ready")
    full = f"one-0.one.{pods.namespace}.svc.cluster.local"
    pods.bed.wait("its name is known", lambda: resolved("one-0.one") == address(), 20)
    assert resolved(full) == resolved("one") == address()
