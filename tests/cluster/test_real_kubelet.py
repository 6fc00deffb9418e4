"""The bed's own kubelet (bed/kubelet) does to pods what the real one does: order, volumes, probes, ends, restarts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.cluster.bed.kubelet.access import Access
from tests.cluster.support.real import STAY, container, events, pod

SAID = "date +%s%N\\ hook > /proc/1/fd/1; sleep 0.5"
HOOK = {"preStop": {"exec": {"command": ["bash", "-c", SAID]}}}


def apply(pods: Access, *manifests: dict[str, Any]) -> None:
    pods.bed.apply(*manifests, namespace=pods.namespace)


def gone(pods: Access, name: str, seconds: float = 20) -> None:
    pods.bed.wait(f"{name} is gone", lambda: not pods.bed.get("pod", name, pods.namespace), seconds)


def status(pods: Access, name: str) -> dict[str, Any]:
    found: dict[str, Any] = pods.bed.get("pod", name, pods.namespace)["status"]
    return found


def slow(name: str) -> dict[str, Any]:
    """A native sidecar whose startup probe says so only after a while."""
    script = "say start; sleep 0.5; say up; touch /up; " + STAY.replace("say start; ", "")
    probe = {"exec": {"command": ["test", "-e", "/up"]}, "periodSeconds": 1, "failureThreshold": 9}
    return container(name, script, restartPolicy="Always", startupProbe=probe, lifecycle=HOOK)


def test_containers_start_and_end_in_the_kubelets_order(pods: Access) -> None:
    """Native sidecars start in their place among the init containers and end after all others, the last one first; hooks
    run at once, those of native sidecars too; a classic sidecar is a container like any other."""
    late = STAY.replace("exit 0", "sleep 0.5; say end; exit 0")
    one = pod(
        "one",
        container("main", late, lifecycle=HOOK),
        container("classic"),
        initContainers=[
            container("first", "say run; sleep 0.2; say done"),
            slow("native"),
            container("second", "say run"),
            slow("other"),
        ],
    )
    apply(pods, one)
    pods.wait_ready("one")
    names = "first", "native", "second", "other", "main", "classic"
    pods.bed.wait("all have said so", lambda: len(events(pods, "one", *names)) >= 9, 5)
    begin = events(pods, "one", *names)
    assert begin[:7] == [
        "first run",
        "first done",
        "native start",
        "native up",
        "second run",
        "other start",
        "other up",
    ]
    assert sorted(begin[7:]) == ["classic start", "main start"]
    pods.bed.delete("pod", pods.namespace, "one")
    gone(pods, "one")
    end = events(pods, "one", *names)[9:]
    assert sorted(end[:4]) == ["classic TERM", "main hook", "native hook", "other hook"]
    assert end[4:] == ["main TERM", "main end", "other TERM", "native TERM"]


def test_a_volume_follows_its_secret_and_is_changed_all_at_once(pods: Access) -> None:
    def secret(number: int) -> dict[str, Any]:
        data = {"a": f"{number}", "b": f"{number}"}
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": data}

    # What was read counts where it is still the volume: a folder that is replaced is emptied too.
    read = 'read="$(cat a) $(cat b)"; [ /s/..data -ef . ] && echo "$read"'
    read = f"while cd -P /s/..data; do {read}; done"
    mounts = [{"name": "s", "mountPath": "/s"}]
    volumes = [{"name": "s", "secret": {"secretName": "s"}}]
    apply(pods, pod("one", container("main", read, volumeMounts=mounts), volumes=volumes))
    pods.bed.wait("it waits for the Secret", lambda: status(pods, "one").get("podIP"), 10)
    assert status(pods, "one")["phase"] == "Pending"
    for number in range(1, 6):
        apply(pods, secret(number))
        seen = lambda: f"{number} {number}" in pods.log("one", "main")  # noqa: B023, E731
        pods.bed.wait("the pod reads it", seen, 10)
    lines = {line for line in pods.log("one", "main").splitlines() if not line.startswith("cat:")}
    assert lines == {f"{n} {n}" for n in range(1, 6)}


def test_readiness_is_written_back_and_the_service_follows(pods: Access) -> None:
    serve = "mkdir /www; cd /www; echo hello > index.html; exec python3 -m http.server 8000"
    probe = {
        "exec": {"command": ["test", "-e", "/ready"]},
        "periodSeconds": 1,
        "failureThreshold": 1,
    }
    port = [{"containerPort": 8000, "name": "web"}]
    apply(
        pods,
        pod("server", container("main", serve, readinessProbe=probe, ports=port)),
        pod("client", container("main")),
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": "web"},
            "spec": {"selector": {"app": "server"}, "ports": [{"port": 80, "targetPort": "web"}]},
        },
    )
    pods.wait_ready("client")
    ask = "curl", "-s", "-m1", "--retry", "0", f"http://web.{pods.namespace}.svc"

    def answer() -> str:
        return pods.execute("client", "main", *ask).stdout

    pods.wait_running("server", "main")
    assert answer() == ""
    pods.execute("server", "main", "touch", "/ready")
    pods.wait_ready("server", seconds=10)
    pods.bed.wait("it is asked", lambda: answer() == "hello\n", 10)
    pods.execute("server", "main", "rm", "/ready")
    pods.bed.wait("it is asked no more", lambda: answer() == "", 10)
    assert status(pods, "server")["containerStatuses"][0]["ready"] is False


def test_a_container_that_failed_or_lives_no_more_runs_again(pods: Access) -> None:
    alive = {
        "exec": {"command": ["test", "!", "-e", "/dead"]},
        "periodSeconds": 1,
        "failureThreshold": 1,
    }
    apply(pods, pod("one", container("main", livenessProbe=alive), container("other")))
    pods.wait_ready("one")

    def other() -> dict[str, Any]:
        _, found = status(pods, "one")["containerStatuses"]
        assert isinstance(found, dict)
        return found

    pods.kill("one", "other")
    running = lambda: other()["restartCount"] == 1 and "running" in other()["state"]  # noqa: E731
    pods.bed.wait("it was started again", running, 5)
    assert other()["lastState"]["terminated"]["exitCode"] == 137
    pods.kill("one", "other")
    back = lambda: (other()["state"].get("waiting") or {}).get("reason") == "CrashLoopBackOff"  # noqa: E731
    pods.bed.wait("the second time it waits", back, 5)
    pods.execute("one", "main", "touch", "/dead")
    again = ["main start", "main TERM", "main start"]
    pods.bed.wait("it runs again", lambda: events(pods, "one", "main") == again, 10)
    assert status(pods, "one")["containerStatuses"][0]["restartCount"] == 1


def test_the_hook_and_the_grace_period_hold_the_pod(pods: Access) -> None:
    """A container that does not hear SIGTERM ends with its grace period, of which the hook takes its part."""
    deaf = container(
        "deaf",
        "trap '' TERM; say start; sleep infinity",
        lifecycle={"preStop": {"sleep": {"seconds": 1}}},
    )
    heard = container("heard", lifecycle={"preStop": {"sleep": {"seconds": 1}}})
    apply(pods, pod("deaf", deaf, terminationGracePeriodSeconds=4), pod("heard", heard))
    pods.wait_ready("deaf", "heard")
    begin = time.monotonic()
    pods.bed.delete("pod", pods.namespace, "deaf", "heard")
    gone(pods, "heard")
    assert 1 <= time.monotonic() - begin < 4
    gone(pods, "deaf")
    assert 4 <= time.monotonic() - begin < 8


def test_force_ends_it_at_once(pods: Access) -> None:
    hook = {"preStop": {"sleep": {"seconds": 30}}}
    apply(pods, pod("one", container("main", lifecycle=hook), terminationGracePeriodSeconds=60))
    pods.wait_ready("one")
    inside = pods.inside("one", "main")
    pods.bed.delete("pod", pods.namespace, "one", gracePeriodSeconds=0)
    end = lambda: pods.bed.run(*inside, "true", check=False).returncode != 0  # noqa: E731
    pods.bed.wait("it does not run any more", end, 5)


def test_a_claim_survives_its_pod(pods: Access) -> None:
    """And nothing else of it does."""
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    apply(
        pods,
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data"},
            "spec": claim,
        },
    )
    volumes = [
        {"name": "data", "persistentVolumeClaim": {"claimName": "data"}},
        {"name": "empty", "emptyDir": {"medium": "Memory"}},
    ]
    mounts = [{"name": name, "mountPath": f"/{name}"} for name in ("data", "empty")]
    script = "echo x >> /data/f; echo x >> /empty/f; echo x >> /f; wc -l /*/f /f; " + STAY
    one = pod("one", container("main", script, volumeMounts=mounts), volumes=volumes)
    for _ in range(2):
        apply(pods, one)
        pods.wait_ready("one")
        pods.bed.vanish("pod", pods.namespace, "one")
    lines = [line.split() for line in pods.log("one", "main").splitlines() if " /" in line]
    assert [line for line in lines if line[1] != "total"] == [
        *(["1", "/data/f"], ["1", "/empty/f"], ["1", "/f"]),
        *(["2", "/data/f"], ["1", "/empty/f"], ["1", "/f"]),
    ]


def test_environment_and_files_are_what_the_spec_says(pods: Access) -> None:
    values = [
        ("NAME", {"fieldRef": {"fieldPath": "metadata.name"}}),
        ("IP", {"fieldRef": {"fieldPath": "status.podIP"}}),
        ("LABEL", {"fieldRef": {"fieldPath": "metadata.labels['app']"}}),
        ("CPU", {"resourceFieldRef": {"resource": "limits.cpu"}}),
        ("MIB", {"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}),
        ("KEY", {"secretKeyRef": {"name": "s", "key": "k"}}),
        ("NONE", {"configMapKeyRef": {"name": "nothing", "key": "k", "optional": True}}),
    ]
    env = [{"name": name, "valueFrom": source} for name, source in values]
    env.append({"name": "ALL", "value": "$(NAME)-$(NONE)-$$(NAME)-$(FROM_k)"})
    projected = [
        {"configMap": {"name": "c", "items": [{"key": "k", "path": "sub/renamed", "mode": 0o755}]}},
        {
            "downwardAPI": {
                "items": [{"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}]
            }
        },
        {"serviceAccountToken": {"path": "token", "audience": "somebody"}},
        {"secret": {"name": "nothing", "optional": True}},
    ]
    main = container(
        "main",
        env=env,
        envFrom=[{"prefix": "FROM_", "configMapRef": {"name": "c"}}],
        resources={"limits": {"memory": "1Gi", "cpu": "1500m"}},
        volumeMounts=[{"name": "p", "mountPath": "/var/run/p"}],
        securityContext={"runAsUser": 1234, "runAsGroup": 5678, "capabilities": {"drop": ["ALL"]}},
    )
    apply(
        pods,
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"k": "v"}},
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "s"},
            "stringData": {"k": "x y"},
        },
        pod(
            "one",
            main,
            volumes=[{"name": "p", "projected": {"sources": projected, "defaultMode": 0o440}}],
            securityContext={"fsGroup": 4321, "runAsUser": 1},
        ),
    )
    pods.wait_ready("one")
    found = pods.execute("one", "main", "env", "-0").stdout.split("\0")
    address = status(pods, "one")["podIP"]
    assert {
        "NAME=one",
        f"IP={address}",
        "LABEL=one",
        "CPU=2",
        "MIB=1024",
        "KEY=x y",
        "ALL=one-$(NONE)-$(NAME)-v",
        "HOSTNAME=one",
    } <= set(found)
    assert "NONE" not in str([line.partition("=")[0] for line in found])
    look = "cd /var/run/p; ls; cat sub/renamed labels; echo; stat -Lc '%a %g' sub/renamed token; id -u; id -g; id -G; hostname"
    lines = pods.execute("one", "main", "bash", "-c", look).stdout.splitlines()
    assert lines[:3] == ["labels", "sub", "token"]
    assert lines[3] == 'vapp="one"', lines
    assert lines[-6:] == ["775 4321", "440 4321", "1234", "5678", "5678 4321", "one"]


def test_the_security_context_is_obeyed(pods: Access) -> None:
    """As far as setpriv and mounts go: user, capabilities, new privileges, a root that is read only; and no file of the host's
    is changed."""
    strict = {
        "runAsUser": 1000,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "readOnlyRootFilesystem": True,
    }
    admin = {"capabilities": {"drop": ["ALL"], "add": ["NET_ADMIN"]}}
    apply(
        pods,
        pod(
            "one",
            container("strict", securityContext=strict),
            container("admin", securityContext=admin),
            container("plain"),
        ),
    )
    pods.wait_ready("one")
    look = "grep -E 'CapBnd|CapEff|NoNewPrivs' /proc/1/status | cut -f2; touch /etc/mine && echo written; ls /proc | grep -c '^[0-9]'"
    link = "ip link set dev lo mtu 60000 && echo set"
    found = {
        name: pods.execute("one", name, "bash", "-c", f"{look}; {link}").stdout.split()
        for name in ("strict", "admin", "plain")
    }
    assert found["strict"][:3] == ["0" * 16, "0" * 16, "1"]
    assert found["admin"][:3] == [f"{1 << 12:016x}", f"{1 << 12:016x}", "0"]
    assert [("written" in words, "set" in words) for words in found.values()] == [
        (False, False),
        (True, True),
        (True, False),
    ]
    assert all(int(words[-1 - ("set" in words)]) < 10 for words in found.values())
    assert not Path("/etc/mine").exists()
