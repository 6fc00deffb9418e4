"""Commands in front of a full disk, of special files, of values and of a cluster that hold what nobody should see."""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path

import pytest
import yaml

from tests.support.foreign import OURS
from tests.support.helm import ROOT, binary
from tests.support.inprocess import call
from tests.support.limits import Limits, Used, limited
from tests.support.status import ES, KB, OPERATOR, PODS, POLICIES, Body, es, kb

LITTLE = Limits(file=400)  # bytes of one file: a disk that is full after them
VALUES = "eck-elasticsearch: {fullnameOverride: es}\neck-kibana: {fullnameOverride: kb}\n"
CONVERT = ("convert", "eck-stack", "--release=r")
WRITERS = {"convert": CONVERT, "compile": ("compile", *OURS)}
KUBECTL = """\
import json, sys
found = json.load(open({file!r}))
if found.get("says") is not None:
    print(found["says"])
    print(found.get("complains", ""), file=sys.stderr)
    sys.exit(found.get("status", 0))
if "version" in sys.argv:
    print(json.dumps({{"serverVersion": {{"gitVersion": "v1.37.2"}}}}))
    sys.exit()
kind = sys.argv[sys.argv.index("get") + 1].split(".")[0]
label = "istiod" if "app=istiod" in sys.argv else kind
print(json.dumps({{"items": found.get(label, [])}}))
"""
MARKED: Body = {
    "config": {"a.password": "S3CRET1", "b": "S3CRET2"},
    "secureSettings": [{"x": "S3CRET3"}],
}


def write(command: str, target: Path, folder: Path, limits: Limits = LITTLE) -> Used:
    """Run a command that writes a file."""
    (folder / "values.yaml").write_text(VALUES)
    more = [str(folder / "values.yaml")] if command == "convert" else []
    words = [*WRITERS[command], *more, "--output", str(target)]
    return limited(*words, limits=limits, env={"HELM_BIN": binary(4)}, cwd=ROOT)


@pytest.mark.parametrize("command", WRITERS)
def test_a_full_disk_leaves_the_file_that_was_there(command: str, tmp_path: Path) -> None:
    target = tmp_path / "out" / "values.yaml"
    target.parent.mkdir()
    target.write_text("before")
    words = write(command, target, tmp_path).refusal()
    assert ": File too large." in words
    assert command == "compile" or f"{target}: cannot be written" in words
    assert target.read_text() == "before"
    assert list(target.parent.iterdir()) == [target]


def test_a_full_disk_leaves_no_plugin(tmp_path: Path) -> None:
    env = {"HELM_PLUGINS": str(tmp_path / "plugins"), "PATH": "/usr/bin:/bin"}
    words = limited("install-plugin", limits=LITTLE, env=env).refusal()
    assert words.endswith(": cannot be written: File too large.\n")
    assert not (tmp_path / "plugins" / "eck-mesh").exists()


@pytest.mark.parametrize("command", WRITERS)
def test_a_pipe_is_written_to_and_stays(command: str, tmp_path: Path) -> None:
    """As another program may read it; and /dev/null is no file to replace, least of all for root."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    done = write(command, pipe, tmp_path, Limits())
    assert done.status == 0, done.stderr
    reader.join(timeout=10)
    assert pipe.is_fifo()
    assert yaml.safe_load(read[0])
    assert write(command, Path("/dev/null"), tmp_path, Limits()).status == 0
    assert Path("/dev/null").is_char_device()
    full = write(command, Path("/dev/full"), tmp_path, Limits()).refusal()
    assert "/dev/full: cannot be written: No space left on device." in full
    assert write(command, Path("/dev/stdout"), tmp_path, Limits()).stdout.decode() == read[0]


@pytest.mark.parametrize(
    "text",
    [
        "S3CRET\n",
        "- S3CRET\n",
        "a: [S3CRET\n",
        "a: !S3CRET x\n",
        "auth: S3CRET\n",
        "postgres: {password: S3CRET}\n",
        "global: S3CRET\n",
        "extraObjects: S3CRET\n",
        "elasticsearch: {default: {config: {a: S3CRET}}}\n",
        "eck-kibana: S3CRET\n",
        "eck-kibana: {enabled: S3CRET}\n",
        "eck-kibana: {count: S3CRET, foo: S3CRET, spec: {foo: S3CRET, secureSettings: S3CRET}}\n",
        "eck-kibana: {elasticsearchRef: S3CRET, ingress: {enabled: true, hosts: S3CRET}}\n",
        "eck-kibana: {fullnameOverride: {a: S3CRET}, serviceAccount: S3CRET}\n",
        "eck-elasticsearch: {nodeSets: [S3CRET], version: {a: S3CRET}}\n",
        "eck-logstash: {enabled: true, pipelines: S3CRET, volumeClaimTemplates: [S3CRET]}\n",
    ],
)
@pytest.mark.parametrize("chart", ["eck-stack", "eck-kibana"])
def test_no_message_of_convert_holds_a_value(chart: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(text)
    done = call("convert", chart, str(tmp_path / "values.yaml"), "--release=r")
    assert "S3CRET" not in done.stderr
    assert "Traceback" not in done.stderr


def status(folder: Path, cluster: Body, *words: str, stream: str = "") -> tuple[int, str]:
    """The status and the output of `eck-mesh status`, with a kubectl that reads a file."""
    (folder / "cluster.json").write_text(json.dumps(cluster))
    kubectl = folder / "kubectl"
    kubectl.write_text(f"#!{sys.executable}\n" + KUBECTL.format(file=str(folder / "cluster.json")))
    kubectl.chmod(0o755)
    done = call("status", *words, stdin=stream, env={"KUBECTL": str(kubectl)})
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout + done.stderr


def marked(body: Body) -> Body:
    return {**body, "spec": {**body["spec"], **MARKED}}


@pytest.mark.parametrize("words", [("-n", "logs"), ("-n", "logs", "-o", "json")], ids=len)
@pytest.mark.parametrize("stream", [[], [es(**MARKED), kb(**MARKED)]], ids=len)
def test_status_prints_no_value(tmp_path: Path, words: tuple[str, ...], stream: list[Body]) -> None:
    operator = json.loads(json.dumps(OPERATOR))
    operator["spec"]["containers"][0]["env"] = [{"name": "A", "value": "S3CRET4"}]
    pods = [*(marked(pod) for pod in PODS), operator]
    cluster = {"elastic": [marked(ES), marked(KB)], "pods": pods, "peerauthentications": POLICIES}
    more = ["--mode=strict", "-"] if stream else []
    code, printed = status(tmp_path, cluster, *words, *more, stream=yaml.safe_dump_all(stream))
    assert code in (0, 1), printed
    assert "k-kb-0" in printed
    assert "S3CRET" not in printed


def test_a_cluster_cannot_command_the_terminal(tmp_path: Path) -> None:
    """The API server takes nearly any text for an image, and kubectl may be any program."""
    evil = "1.30.3\x1b[31m\nready  all\u202e"
    container = {"name": "discovery", "image": f"istio/pilot:{evil}"}
    istiod = {
        "metadata": {"name": "i\x1b[2J\nready  i", "namespace": "m"},
        "spec": {"containers": [container]},
    }
    pods = json.loads(json.dumps(PODS))
    for pod in pods:
        pod["metadata"]["name"] = f"p{evil}"
        pod["metadata"]["annotations"] = {"sidecar.istio.io/inject": evil}
        pod["metadata"]["labels"]["sidecar.istio.io/inject"] = evil
    rival = json.loads(json.dumps(POLICIES[0]))
    rival["metadata"] |= {"name": f"rival{evil}", "creationTimestamp": "2000-01-01"}
    cluster = {
        "elastic": [ES, KB],
        "pods": pods,
        "istiod": [istiod],
        "peerauthentications": [rival],
    }
    _, printed = status(tmp_path, cluster, "-n", "logs")
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert not any(line.startswith(("ready  all", "ready  i")) for line in printed.splitlines())
    assert r"1.30.3\x1b[31m\nready" in printed


@pytest.mark.parametrize("said", ["", "no JSON", "[" * 100_000, "[]", "null", '{"items": 1}', "{"])
def test_a_kubectl_that_prints_no_objects_is_refused_or_empty(tmp_path: Path, said: str) -> None:
    code, printed = status(tmp_path, {"says": said}, "-n", "logs")
    assert code == (1 if said in ("[]", "null", '{"items": 1}') else 3), printed
    assert len(printed) < 3000


def test_what_kubectl_complains_about_is_one_printable_line(tmp_path: Path) -> None:
    broken = {"says": "", "status": 1, "complains": "first\nerror: \x1b[31mno"}
    assert status(tmp_path, broken, "-n", "logs") == (
        3,
        "eck-mesh: kubectl get namespaces: error: \\x1b[31mno\n",
    )
