"""`helm test`: its pods are admitted and injected, and what they run finds out the truth.

No kubelet runs here: a pod's own script is run with the pod's own environment and Secrets in the bed's network, and its end is
written into the pod's status, for Helm to see. Who answers on a resource's port stands in for it, with ECK's certificates.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import containers, pods, wait_green
from tests.cluster.support.release import Release
from tests.support.helm import Helm, Output

ONE = "--set=helmTest.enabled=true,helmTest.seconds=20,kibana.default.enabled=false"
ALL = [
    "--set=helmTest.enabled=true,helmTest.seconds=20",
    '--set-json=apmServer={"default":{}}',
    '--set-json=agent={"fleet":{"mode":"fleet","fleetServerEnabled":true,"policyID":"eck-fleet-server",'
    '"elasticsearchRefs":["default"],"kibanaRef":"default","deployment":{}}}',
]
PATHS = {
    "stack-es-test": ("stack-es-http", 9200, "/_cluster/health"),
    "stack-kb-test": ("stack-kb-http", 5601, "/api/status"),
    "stack-apm-test": ("stack-apm-http", 8200, "/"),
    "stack-fleet-agent-test": ("stack-fleet-agent-http", 8220, "/api/status"),
}
AGENT = """
import http.server, sys
class Agent(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def do_POST(self):
        open(sys.argv[1], "a").write(self.path + "\\n")
        self.do_GET()
http.server.HTTPServer(("127.0.0.1", 15020), Agent).serve_forever()
"""
Done = subprocess.CompletedProcess[str]


class Tested(NamedTuple):
    """Helm's verdict, and each test pod with what its script printed."""

    verdict: Output
    scripts: dict[str, Done]
    pods: dict[str, dict[str, Any]]


def secret(bed: Bed, namespace: str, name: str) -> dict[str, bytes]:
    data = bed.get("secret", name, namespace).get("data", {})
    return {key: base64.b64decode(value) for key, value in data.items()}


def run(bed: Bed, namespace: str, pod: dict[str, Any], folder: Path) -> Done:
    """What the kubelet would do with the pod's own container: its environment and its one volume."""
    container = next(c for c in pod["spec"]["containers"] if c["name"] == "health")
    env = {}
    for entry in container["env"]:
        of = entry.get("valueFrom", {}).get("secretKeyRef")
        found = secret(bed, namespace, of["name"]).get(of["key"], b"") if of else b""
        env[entry["name"]] = entry.get("value", found.decode())
    (volume,) = [v["secret"] for v in pod["spec"]["volumes"] if v["name"] == "certificates"]
    folder.mkdir()
    for file, content in secret(bed, namespace, volume["secretName"]).items():
        (folder / file).write_bytes(content)
    env |= {"CERTIFICATES": str(folder), "PATH": os.environ["PATH"]}
    command = ["ip", "netns", "exec", bed.name, *container["command"], *container["args"]]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90)


def helm_test(bed: Bed, release: Release, folder: Path) -> Tested:
    """Helm makes the pods one after the other, and stops at the first that fails."""
    namespace = release.namespace
    verdicts: list[Output] = []
    caller = threading.Thread(target=lambda: verdicts.append(release.run("test", "--timeout=90s")))
    caller.start()
    scripts: dict[str, Done] = {}
    seen: dict[str, dict[str, Any]] = {}
    while caller.is_alive():
        there = {k: pod for k, pod in pods(bed, namespace).items() if k.endswith("-test")}
        for name, pod in there.items():
            if name not in scripts:
                seen[name] = pod
                scripts[name] = run(bed, namespace, pod, folder / name)
            phase = "Failed" if scripts[name].returncode else "Succeeded"
            # Again and again: KWOK writes Running once, when it comes by.
            bed.api.patch(
                "pod", name, {"status": {"phase": phase}}, namespace, subresource="status"
            )
        caller.join(0.5)
    return Tested(verdicts[0], scripts, seen)


@pytest.fixture
def told(bed: Bed, tmp_path: Path) -> Iterator[Path]:
    """What is posted to the sidecar's agent of all pods, which share one network here."""
    file = tmp_path / "told"
    file.touch()
    agent = subprocess.Popen(["ip", "netns", "exec", bed.name, "python3", "-c", AGENT, str(file)])
    yield file
    agent.kill()
    agent.wait()


@pytest.mark.parametrize(
    ("flags", "scheme", "inside"),
    [
        ("--set=mesh.mode=strict", "http", True),
        ("--set=mesh.mode=strict,mesh.tls=eck", "https", True),
        ("--set=mesh.mode=excluded", "https", False),
    ],
)
def test_each_resource_is_healthy_and_each_sidecar_is_told_to_end(
    bed: Bed,
    namespace: str,
    helm: Helm,
    tmp_path: Path,
    told: Path,
    flags: str,
    scheme: str,
    inside: bool,
) -> None:
    release = Release(helm, namespace)
    release.ok("install", flags, *ALL)
    wait_green(bed, namespace)
    tested = helm_test(bed, release, tmp_path)
    assert tested.verdict.returncode == 0, tested.verdict.stderr
    assert tested.scripts.keys() == PATHS.keys()
    for name, (service, port, path) in PATHS.items():
        wanted = f"{scheme}://{service}.{namespace}.svc:{port}{path}"
        (line,) = tested.scripts[name].stdout.splitlines()
        assert line.startswith(wanted), name
        assert line.endswith(": 200"), name
        assert ("istio-proxy" in containers(tested.pods[name])) == inside
    assert told.read_text().splitlines() == ["/quitquitquit"] * len(PATHS)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (
            "permissive",
            "its health is not checked, because the password might be sent as plaintext",
        ),
        (
            "strict",
            "this pod has no sidecar that encrypts the password",
        ),  # its agent does not answer here
    ],
)
def test_no_password_goes_where_nothing_encrypts(
    bed: Bed, namespace: str, bed_helm3: Helm, tmp_path: Path, mode: str, words: str
) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", f"--set=mesh.mode={mode},mesh.tls=istio", ONE, "--set=helmTest.seconds=3")
    wait_green(bed, namespace)
    done = helm_test(bed, release, tmp_path).scripts["stack-es-test"]
    assert done.returncode == (0 if mode == "permissive" else 1)
    assert words in done.stdout
    assert "_cluster/health" not in done.stdout


def test_it_fails_where_elasticsearch_does_not_answer(
    bed: Bed, namespace: str, bed_helm3: Helm, tmp_path: Path
) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=strict", ONE, "--set=helmTest.seconds=3")
    bed.vanish("elasticsearch", namespace, "stack")
    tested = helm_test(bed, release, tmp_path)
    assert tested.scripts["stack-es-test"].returncode == 1
    assert "waiting: the last status code" in tested.scripts["stack-es-test"].stdout
    assert tested.verdict.returncode == 1


def test_it_fails_where_another_path_than_its_own_is_asked_for(
    bed: Bed, namespace: str, bed_helm3: Helm, tmp_path: Path
) -> None:
    """A Kibana that is not behind the path that its settings name answers 404."""
    release = Release(bed_helm3, namespace)
    base = {"server.basePath": "/other", "server.rewriteBasePath": True}
    release.ok(
        "install",
        "--set=helmTest.enabled=true,helmTest.seconds=3",
        f"--set-json=kibana.default.config={json.dumps(base)}",
    )
    wait_green(bed, namespace)
    tested = helm_test(bed, release, tmp_path)
    assert tested.verdict.returncode == 1
    assert "the last status code" in tested.scripts["stack-kb-test"].stdout
