"""`eck-mesh status` as a shell sees it, with a kubectl that reads a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.json_page import described, problems
from tests.support.status import (
    ES,
    KB,
    LABELS,
    OPERATOR,
    PODS,
    POLICIES,
    Body,
    bare_pod,
    es,
    kb,
    pod,
    policy,
)

KUBECTL = """\
import json, sys
if "version" in sys.argv:
    print(json.dumps({{"serverVersion": {{"gitVersion": "v1.37.2"}}}}))
    sys.exit()
words = sys.argv[sys.argv.index("get") + 1 :]
found = json.load(open({file!r})).get(words[0].split(".")[0], [])
option = lambda name: words[words.index(name) + 1] if name in words else ""
where, (key, _, value) = option("-n"), option("-l").partition("=")
labels = lambda item: item["metadata"].get("labels") or {{}}
found = [item for item in found if where in ("", item["metadata"].get("namespace"))]
found = [item for item in found if not key or labels(item).get(key, "") == (value or labels(item).get(key))]
print(json.dumps({{"items": found}}))
"""
ISTIOD: Body = {
    "metadata": {"name": "istiod-0", "namespace": "mesh", "labels": {"app": "istiod"}},
    "spec": {"containers": [{"name": "discovery", "image": "istio/pilot:1.30.3"}]},
}
STATUS = [sys.executable, "-m", "eck_mesh", "status"]
RELEASE = yaml.safe_dump_all([es(), kb()])
# As printed: columns, a sentence for what is wrong, and the id of its message.
TABLE = """\
       what                                    expected         found
ready  Kubernetes                              1.25.0 or newer  v1.37.2
ready  Istio: mesh/istiod-0                    1.22.0 or newer  1.30.3
note   ECK: elastic-system/elastic-operator-0  2.10.0 or newer  unknown         shows no version. \
eck-mesh needs ECK 2.10.0 or newer. Check which version runs. [version-unknown]
ready  elastic-system/elastic-operator-0       sidecar          native sidecar
not    s-es-0                                  sidecar          none            was created before \
its resource requested the mesh. Restart the pod, or let the operator roll it. [pod-older-than-mode]
ready  k-kb-0                                  sidecar          native sidecar
note   other clients                                                            were not checked: \
applications, CronJobs, Ingresses, Gateways and remote clusters. Strict rejects those without a \
sidecar that the plan does not accept. [clients-not-checked]

Not ready for strict: 1 of the lines above.
"""


def run(
    folder: Path, cluster: Body, *arguments: str, stream: str = ""
) -> subprocess.CompletedProcess[str]:
    (folder / "cluster.json").write_text(json.dumps(cluster))
    kubectl = folder / "kubectl"
    kubectl.write_text(f"#!{sys.executable}\n" + KUBECTL.format(file=str(folder / "cluster.json")))
    kubectl.chmod(0o755)
    env = {**os.environ, "KUBECTL": str(kubectl)}
    return subprocess.run(
        [*STATUS, *arguments], capture_output=True, text=True, env=env, input=stream
    )


@pytest.fixture
def cluster() -> Body:
    """The ready cluster as kubectl prints it; Istio's root namespace is called mesh."""
    labels = {"istio.io/rev": "default", "app": "sidecar-injector"}
    service = {"clientConfig": {"service": {"namespace": "mesh"}}}
    webhook = {"metadata": {"name": "injector", "labels": labels}, "webhooks": [service]}
    return {
        "namespaces": [{"metadata": {"name": name, "labels": {}}} for name in LABELS],
        "elastic": [ES, KB],
        "pods": [*PODS, ISTIOD, OPERATOR],
        "mutatingwebhookconfigurations": [webhook],
        "peerauthentications": list(POLICIES),
    }


@pytest.fixture
def kept(tmp_path: Path) -> str:
    """The flag for strict settings that keep ECK's TLS."""
    (tmp_path / "kept.yaml").write_text("{mode: strict, tls: eck}")
    return f"--settings={tmp_path / 'kept.yaml'}"


def test_the_table_and_its_sentences(tmp_path: Path, cluster: Body, kept: str) -> None:
    cluster["pods"][0] = pod(es(), "")
    done = run(tmp_path, cluster, "-n", "logs", kept, "-", stream=RELEASE)
    assert done.stdout == TABLE
    assert (done.returncode, done.stderr) == (1, "")


def test_the_same_as_json(tmp_path: Path, cluster: Body, kept: str) -> None:
    cluster["pods"][0] = pod(es(), "")
    arguments = ("-n", "logs", kept, "--output=json", "-")
    done = run(tmp_path, cluster, *arguments, stream=RELEASE)
    assert (done.returncode, done.stderr) == (1, "")
    found = json.loads(done.stdout)
    assert {line["state"] for line in found["resources"]} == {"ready", "not"}
    assert {line["state"] for line in found["notes"]} == {"note"}
    by_subject = {line["subject"]: line for line in found["resources"]}
    assert by_subject["s-es-0"]["reason"]["id"] == "pod-older-than-mode"
    assert by_subject["k-kb-0"]["reason"] is None
    count = len(found["resources"]) + len(found["notes"])
    assert found["summary"] == {"lines": count, "notReady": 1, "ready": False}
    assert [one["resource"] for one in found["opened"]] == ["Elasticsearch/logs/s"]
    table = described("status")
    top = {key.partition("[")[0].partition(".")[0] for key in table}
    assert list(found) == [
        "contract",
        "version",
        "command",
        "notes",
        "resources",
        "opened",
        "summary",
    ]
    assert top == set(found)
    assert problems(done.stdout) == []


def test_without_a_stream_the_last_line_says_what_was_assumed(
    tmp_path: Path, cluster: Body
) -> None:
    done = run(tmp_path, cluster, "-n", "logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nReady for strict, with ECK's TLS as it is now.\n")


def test_the_plan_of_a_stream_decides_on_tls(tmp_path: Path, cluster: Body, kept: str) -> None:
    done = run(tmp_path, cluster, "-n", "logs", "--mode=strict", "--tls=auto", "-", stream=RELEASE)
    assert done.returncode == 1
    assert "[tls-off-cannot-roll]" in done.stdout
    assert done.stdout.endswith("\nNot ready for strict: 1 of the lines above.\n")
    done = run(tmp_path, cluster, "-n", "logs", kept, "-", stream=RELEASE)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Ready for strict.")


def test_without_tls_in_the_flags_status_assumes_that_it_stays(
    tmp_path: Path, cluster: Body
) -> None:
    done = run(tmp_path, cluster, "-n", "logs", "--mode=strict", "-", stream=RELEASE)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Ready for strict.")


def test_the_root_namespace_is_where_istiod_is(tmp_path: Path, cluster: Body) -> None:
    hiding = policy("Sidecar", "mesh", {"egress": [{"hosts": ["./*"]}]})
    cluster["peerauthentications"].append(hiding)
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    del cluster["mutatingwebhookconfigurations"]  # then Istio's default
    done = run(tmp_path, cluster, "-n", "logs")
    assert "Sidecar/mesh/theirs" not in done.stdout
    hiding["metadata"]["namespace"] = "istio-system"
    assert "Sidecar/istio-system/theirs" in run(tmp_path, cluster, "-n", "logs").stdout


@pytest.mark.parametrize("label", ["control-plane", "app.kubernetes.io/name"])
def test_elastics_labels_find_the_operator_in_any_namespace(
    tmp_path: Path, cluster: Body, label: str
) -> None:
    cluster["pods"][-1] = bare_pod("op-0", "eck", "native")
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    assert run(tmp_path, cluster, "-n", "logs", "--operator-namespace=eck").returncode == 0
    cluster["pods"][-1]["metadata"]["labels"] = {label: "elastic-operator"}
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0


def test_pods_that_have_finished_are_not_checked(tmp_path: Path, cluster: Body) -> None:
    cluster["pods"].append({**pod(ES, ""), "status": {"phase": "Succeeded"}})
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0


def test_the_operator_of_the_stream_names_its_namespace(
    tmp_path: Path, cluster: Body, kept: str
) -> None:
    container = {"name": "manager", "args": ["manager", "--config=/conf/eck.yaml"]}
    operator = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "op", "namespace": "eck"},
        "spec": {"template": {"spec": {"containers": [container]}}},
    }
    plan = yaml.safe_dump_all([es(), kb(), operator])
    cluster["pods"][-1] = bare_pod("op-0", "eck", "native")
    done = run(tmp_path, cluster, "-n", "logs", kept, "-", stream=plan)
    assert "ready  eck/op-0" in done.stdout
    del cluster["pods"][-1]
    done = run(tmp_path, cluster, "-n", "logs", kept, "-", stream=plan)
    assert "[operator-in-stream]" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("stream", "message"),
    [
        ("kind: ConfigMap\napiVersion: v1\nmetadata: {name: x}\n", "stream-without-resources"),
        (RELEASE.replace("namespace: logs", "labels: {}"), "stream-without-namespace"),
    ],
)
def test_a_stream_that_cannot_be_compared(
    tmp_path: Path, cluster: Body, stream: str, message: str
) -> None:
    done = run(tmp_path, cluster, "-", stream=stream)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("eck-mesh: the stream -: ")
    assert done.stderr.endswith(f" [{message}]\n")


def test_a_kubectl_that_does_not_exist_is_named() -> None:
    env = {**os.environ, "KUBECTL": "/nowhere/kubectl"}
    done = subprocess.run(
        [*STATUS, "-n", "logs"], capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("eck-mesh: /nowhere/kubectl: ")


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_a_namespace_or_with_two_streams_it_is_a_usage_error(arguments: list[str]) -> None:
    done = subprocess.run([*STATUS, *arguments], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
