"""`helm test`: its pod is admitted and injected, and what it runs finds out the truth.

No kubelet runs here: the pod's own script is run with the pod's own environment in the bed's network, and its end is written
into the pod's status, for Helm to see. Who answers on Elasticsearch's port stands in for it, with ECK's certificates.
"""

from __future__ import annotations

import base64
import os
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import containers, pods, wait_green
from tests.cluster.support.release import Release
from tests.support.helm import Helm, Output

TESTED = "--set=helmTest.enabled=true,helmTest.seconds=20,kibana.default.enabled=false"
AGENT = """
import http.server, sys
class Agent(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def do_POST(self):
        open(sys.argv[1], "w").write(self.path)
        self.do_GET()
        self.server.told = True
server = http.server.HTTPServer(("127.0.0.1", 15020), Agent)
server.told = False
while not server.told: server.handle_request()
"""


def secret(bed: Bed, namespace: str, name: str) -> dict[str, bytes]:
    data = bed.get("secret", name, namespace).get("data", {})
    return {key: base64.b64decode(value) for key, value in data.items()}


def run(
    bed: Bed, namespace: str, pod: dict[str, Any], folder: Path
) -> subprocess.CompletedProcess[str]:
    """What the kubelet would do with the pod's own container."""
    container = next(c for c in pod["spec"]["containers"] if c["name"] == "health")
    env = {e["name"]: e["value"] for e in container["env"] if "value" in e}
    password = secret(bed, namespace, "stack-es-elastic-user").get("elastic", b"").decode()
    for file, content in secret(bed, namespace, "stack-es-http-certs-public").items():
        (folder / file).write_bytes(content)
    env |= {"CERTIFICATES": str(folder), "PASSWORD": password, "PATH": os.environ["PATH"]}
    command = ["ip", "netns", "exec", bed.name, *container["command"], *container["args"]]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=90)


def helm_test(
    bed: Bed, release: Release, folder: Path
) -> tuple[Output, subprocess.CompletedProcess[str], dict[str, Any]]:
    """Helm's verdict, the script's own, and the pod."""
    namespace = release.namespace
    found: list[Output] = []
    caller = threading.Thread(target=lambda: found.append(release.run("test", "--timeout=60s")))
    caller.start()
    pod = bed.wait("the test's pod is there", lambda: pods(bed, namespace).get("stack-es-test"), 30)
    done = run(bed, namespace, pod, folder)
    end = {"status": {"phase": "Failed" if done.returncode else "Succeeded"}}
    while caller.is_alive():  # KWOK writes Running once, when it comes by
        bed.api.patch("pod", "stack-es-test", end, namespace, subresource="status")
        caller.join(0.5)
    return found[0], done, pod


@pytest.mark.parametrize(
    ("flags", "scheme", "inside"),
    [
        (["--set=mesh.mode=strict"], "http", True),
        (["--set=mesh.mode=strict,mesh.tls=eck"], "https", True),
        (["--set=mesh.mode=excluded"], "https", False),
    ],
)
def test_it_passes_and_its_sidecar_is_told_to_end(
    bed: Bed,
    namespace: str,
    helm: Helm,
    tmp_path: Path,
    flags: list[str],
    scheme: str,
    inside: bool,
) -> None:
    release = Release(helm, namespace)
    release.ok("install", *flags, TESTED, "--set=elasticsearch.default.nodeSets.one.count=1")
    wait_green(bed, namespace)
    told = tmp_path / "told"
    agent = subprocess.Popen(["ip", "netns", "exec", bed.name, "python3", "-c", AGENT, str(told)])
    verdict, done, pod = helm_test(bed, release, tmp_path)
    agent.wait(10)
    assert done.returncode == 0, done.stdout
    assert f"{scheme}://stack-es-http.{namespace}.svc:9200/_cluster/health: 200" in done.stdout
    assert verdict.returncode == 0, verdict.stderr
    assert ("istio-proxy" in containers(pod)) == inside
    assert told.read_text() == "/quitquitquit"


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
    release.ok(
        "install",
        f"--set=mesh.mode={mode},mesh.tls=istio",
        TESTED,
        "--set=elasticsearch.default.nodeSets.one.count=1,helmTest.seconds=3",
    )
    wait_green(bed, namespace)
    _, done, _ = helm_test(bed, release, tmp_path)
    assert done.returncode == (0 if mode == "permissive" else 1)
    assert words in done.stdout
    assert "_cluster/health" not in done.stdout


def test_it_fails_where_elasticsearch_does_not_answer(
    bed: Bed, namespace: str, bed_helm3: Helm, tmp_path: Path
) -> None:
    release = Release(bed_helm3, namespace)
    release.ok("install", "--set=mesh.mode=strict", TESTED.replace("seconds=20", "seconds=3"))
    bed.vanish("elasticsearch", namespace, "stack")
    verdict, done, _ = helm_test(bed, release, tmp_path)
    assert done.returncode == 1
    assert "waiting: the last status code" in done.stdout
    assert verdict.returncode == 1
