"""`eck-mesh status` as a shell sees it, with a kubectl that reads a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.status import ES, KB, LABELS, OPERATOR, READY, Body, bare, es, kb, policy

KUBECTL = """\
import json, sys
words = sys.argv[sys.argv.index("get") + 1 :]
found = json.load(open({file!r})).get(words[0].split(".")[0], [])
option = lambda name: words[words.index(name) + 1] if name in words else ""
where, (key, _, value) = option("-n"), option("-l").partition("=")
labels = lambda item: item["metadata"].get("labels") or {{}}
found = [item for item in found if where in ("", item["metadata"].get("namespace"))]
found = [item for item in found if not key or labels(item).get(key, "") == (value or labels(item).get(key))]
print(json.dumps({{"items": found}}))
"""


def run(
    folder: Path, cluster: Body, *arguments: str, stream: str = ""
) -> subprocess.CompletedProcess[str]:
    """With a kubectl that reads a file."""
    (folder / "cluster.json").write_text(json.dumps(cluster))
    kubectl = folder / "kubectl"
    kubectl.write_text(f"#!{sys.executable}\n" + KUBECTL.format(file=str(folder / "cluster.json")))
    kubectl.chmod(0o755)
    command = [sys.executable, "-m", "eck_mesh", "status", *arguments]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "KUBECTL": str(kubectl)},
        input=stream,
    )


@pytest.fixture
def cluster() -> Body:
    """READY as kubectl has it; Istio's own namespace is called mesh."""
    labels = {"istio.io/rev": "default", "app": "sidecar-injector"}
    webhook = {"metadata": {"name": "istio-sidecar-injector", "labels": labels}}
    return {
        "namespaces": [{"metadata": {"name": name, "labels": {}}} for name in LABELS],
        "elastic": [ES, KB],
        "pods": [*READY.pods, OPERATOR],
        "mutatingwebhookconfigurations": [
            {**webhook, "webhooks": [{"clientConfig": {"service": {"namespace": "mesh"}}}]}
        ],
        "peerauthentications": [m.body for m in READY.policies],
    }


def test_its_last_line_and_its_exit_code(tmp_path: Path, cluster: Body) -> None:
    done = run(tmp_path, cluster, "-n", "logs")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nReady for strict, with ECK's TLS as it is now.\n")
    plan = yaml.safe_dump_all([es(), kb()])
    done = run(tmp_path, cluster, "-n", "logs", "--mode=strict", "-", stream=plan)
    assert done.stdout.endswith(
        "\nNot ready for strict: 1 of the lines above.\n"
    )  # TLS would be turned off
    assert done.returncode == 1
    (tmp_path / "kept.yaml").write_text("{mode: strict, tls: eck}")
    done = run(
        tmp_path, cluster, "-n", "logs", f"--settings={tmp_path / 'kept.yaml'}", "-", stream=plan
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Ready for strict.")


def test_the_meshs_own_policies_are_where_istiod_is(tmp_path: Path, cluster: Body) -> None:
    hidden = policy("Sidecar", "mesh", {"egress": [{"hosts": ["./*"]}]})
    cluster["peerauthentications"].append(hidden.body)
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    del cluster["mutatingwebhookconfigurations"]  # then Istio's default
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0
    hidden.body["metadata"]["namespace"] = "istio-system"
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1


@pytest.mark.parametrize("label", ["control-plane", "app.kubernetes.io/name"])
def test_the_labels_of_elastics_manifests_find_the_operator_anywhere(
    tmp_path: Path, cluster: Body, label: str
) -> None:
    cluster["pods"][-1] = bare("op-0", "eck", "native")
    assert run(tmp_path, cluster, "-n", "logs").returncode == 1
    assert run(tmp_path, cluster, "-n", "logs", "--operator-namespace=eck").returncode == 0
    cluster["pods"][-1]["metadata"]["labels"] = {label: "elastic-operator"}
    assert run(tmp_path, cluster, "-n", "logs").returncode == 0


def test_an_operator_in_the_stream_says_where_it_is(tmp_path: Path, cluster: Body) -> None:
    """And where it is not there yet, that is no reason."""
    spec = {
        "template": {
            "spec": {
                "containers": [{"name": "manager", "args": ["manager", "--config=/conf/eck.yaml"]}]
            }
        }
    }
    own = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "op", "namespace": "eck"},
        "spec": spec,
    }
    (tmp_path / "kept.yaml").write_text("{mode: strict, tls: eck}")
    plan, flags = (
        yaml.safe_dump_all([es(), kb(), own]),
        ["-n", "logs", f"--settings={tmp_path / 'kept.yaml'}", "-"],
    )
    cluster["pods"][-1] = bare("op-0", "eck", "native")
    assert "ready  eck/op-0" in run(tmp_path, cluster, *flags, stream=plan).stdout
    del cluster["pods"][-1]
    done = run(tmp_path, cluster, *flags, stream=plan)
    assert "it comes with this stream" in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_kubectl_it_says_so() -> None:
    command = [sys.executable, "-m", "eck_mesh", "status", "-n", "logs"]
    env = {**os.environ, "KUBECTL": "/nowhere/kubectl"}
    done = subprocess.run(
        command, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )
    assert (done.returncode, done.stdout) == (1, "")
    words = "eck-mesh: /nowhere/kubectl: cannot be started: No such file or directory. Install kubectl, or set KUBECTL to its path."
    assert done.stderr.strip() == words


@pytest.mark.parametrize("arguments", [[], ["a", "b"]])
def test_without_a_namespace_or_with_too_much_it_is_a_usage_error(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "eck_mesh", "status", *arguments], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (2, "")
