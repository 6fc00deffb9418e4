"""A running eck-stack is taken over by this chart, and then goes into the mesh, with the commands of docs/from-eck-stack.md."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.corpus import root
from tests.cluster.support.live import (
    containers,
    generations,
    green,
    pod_templates,
    pods,
    wait_green,
)
from tests.support.helm import ON_PATH, ROOT, Helm

PAGE = ROOT / "docs" / "from-eck-stack.md"
LOGSTASH = "examples/logstash/basic-eck.yaml"  # with Kibana and a Beat
MESHED = "--post-renderer"


def more(name: str) -> dict[str, Any]:
    """What Elastic's example lacks. name: of what is cluster-scoped."""
    nodes = [
        {"name": "warm", "count": 1, "resources": {"limits": {"memory": "2Gi", "cpu": 2}}},
        {"name": "hot", "count": 2, "config": {"node.store.allow_mmap": False}},
    ]
    ingress = {"enabled": True, "hosts": [{"host": "es.example.com"}]}
    pod = {"spec": {"serviceAccountName": "elastic-agent"}}
    agent = {
        "enabled": True,
        "elasticsearchRefs": [{"name": "elasticsearch"}],
        "daemonSet": {"podTemplate": pod},
        "clusterRole": {"name": name},
        "clusterRoleBinding": {"name": name, "roleRef": {"name": name}},
    }
    elasticsearch = {"labels": {"team": "search"}, "ingress": ingress, "nodeSets": nodes}
    return {"eck-elasticsearch": elasticsearch, "eck-agent": agent}


class State(NamedTuple):
    """What must not change: pods by their uid, workloads by generation and pod template."""

    pods: dict[str, str]
    generations: dict[str, int]
    templates: dict[str, dict[str, Any]]


class Documented:
    """The commands of the page, run for one release in a namespace of the bed."""

    def __init__(self, bed: Bed, helm: Helm, namespace: str, folder: Path) -> None:
        self.bed, self.helm, self.namespace, self.folder = bed, helm, namespace, folder
        blocks = re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE.read_text())
        self.lines: list[str] = [line for block in blocks for line in block.splitlines()]

    def line(self, *words: str, without: tuple[str, ...] = ()) -> str:
        """The only command with these words."""
        found = {line for line in self.lines if all(word in line for word in words)}
        (one,) = (line for line in found if not any(word in line for word in without))
        return one

    def run(self, line: str) -> str:
        """A command as it stands there, but for the namespace and the place of elastic.yaml; what it says on stderr."""
        line = line.replace("-n elastic", f"-n {self.namespace}")
        line = line.replace("../elastic.yaml", f"{self.folder}/elastic.yaml")
        kubectl = [*self.bed.within, "kubectl"]
        shell = "".join(
            f'{name}() {{ {shlex.join(command)} "$@"; }}\n'
            for name, command in (("helm", self.helm.command), ("kubectl", kubectl))
        )
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", shell + line],
            env={**self.helm.env, **ON_PATH, "KUBECONFIG": str(self.bed.kubeconfig)},
            capture_output=True,
            text=True,
            cwd=ROOT,
        )
        assert done.returncode == 0, f"{line}\n{done.stderr}"
        return done.stderr

    @property
    def take_over(self) -> str:
        with_flag = self.helm.major == 4
        return self.line(
            "helm upgrade elastic",
            *(["--force-conflicts"] if with_flag else []),
            without=(MESHED,) if with_flag else (MESHED, "--force-conflicts"),
        )

    @property
    def next_upgrade(self) -> str:
        return self.line("helm upgrade elastic", without=(MESHED, "--force-conflicts"))


@pytest.fixture
def documented(bed: Bed, helm: Helm, namespace: str, tmp_path: Path) -> Documented:
    """A running eck-stack called elastic, with converted values."""
    return running(bed, helm, namespace, tmp_path)


def running(bed: Bed, helm: Helm, namespace: str, folder: Path) -> Documented:
    bed.label_namespace(namespace, {"istio-injection": None})
    (folder / "more.json").write_text(json.dumps(more(namespace)))
    stack = root() / "deploy" / "eck-stack"
    files = [f"--values={path}" for path in (stack / LOGSTASH, folder / "more.json")]
    done = helm.run("install", "elastic", str(stack), "-n", namespace, *files)
    assert done.returncode == 0, done.stderr
    wait_green(bed, namespace)
    made = Documented(bed, helm, namespace, folder)
    notes = made.run(made.line("helm get values elastic", "eck-mesh convert eck-stack -"))
    assert re.findall(r"\[([a-z-]+)\]$", notes, re.MULTILINE) == ["key-is-misspelled"] * 2
    return made


def state(bed: Bed, namespace: str) -> State:
    uids = {name: pod["metadata"]["uid"] for name, pod in pods(bed, namespace).items()}
    return State(uids, generations(bed, namespace), pod_templates(bed, namespace))


def seen_by_the_operator(bed: Bed, namespace: str) -> bool:
    """Whether the operator has looked at every resource as it is now, and calls it green."""
    found = bed.items("elastic", namespace)
    return green(bed, namespace) and all(
        one["status"]["observedGeneration"] == one["metadata"]["generation"] for one in found
    )


def settled(bed: Bed, namespace: str) -> State:
    bed.wait("the operator is done", lambda: seen_by_the_operator(bed, namespace), 120)
    return state(bed, namespace)


def charts(helm: Helm, namespace: str) -> dict[str, str]:
    listed = json.loads(helm.run("list", "-n", namespace, "-o", "json").stdout)
    return {one["name"]: one["chart"].rpartition("-")[0] for one in listed}


def test_a_running_eck_stack_is_taken_over(
    bed: Bed, namespace: str, documented: Documented
) -> None:
    before = settled(bed, namespace)
    assert len(before.generations) == 6
    kept = {f"{o['kind']}/{o['metadata']['name']}" for o in bed.items("elastic,ingress", namespace)}
    documented.run(documented.take_over)
    assert settled(bed, namespace) == before
    documented.run(documented.next_upgrade)
    assert settled(bed, namespace) == before
    now = bed.items("elastic,ingress", namespace)
    assert {f"{o['kind']}/{o['metadata']['name']}" for o in now} == kept
    assert charts(documented.helm, namespace) == {"elastic": "eck-mesh"}
    flags = ["--force-conflicts"] if documented.helm.major == 4 else []
    done = documented.helm.run("rollback", "elastic", "1", "-n", namespace, *flags)
    assert done.returncode == 0, done.stderr
    assert settled(bed, namespace) == before
    assert charts(documented.helm, namespace) == {"elastic": "eck-stack"}


def test_helm_4_takes_over_what_helm_3_installed_without_a_flag(
    bed: Bed, namespace: str, bed_helm3: Helm, bed_helm4: Helm, tmp_path: Path
) -> None:
    documented = running(bed, bed_helm3, namespace, tmp_path)
    before = settled(bed, namespace)
    documented.helm = bed_helm4
    documented.run(documented.next_upgrade)
    assert settled(bed, namespace) == before


def test_another_release_name_takes_over(bed: Bed, namespace: str, documented: Documented) -> None:
    before = settled(bed, namespace)
    line = documented.line("helm upgrade --install logs")
    documented.run(line + (" --force-conflicts" if documented.helm.major == 4 else ""))
    assert settled(bed, namespace) == before
    assert charts(documented.helm, namespace) == {"elastic": "eck-stack", "logs": "eck-mesh"}
    documented.run(documented.line("kubectl delete secret"))
    assert charts(documented.helm, namespace) == {"logs": "eck-mesh"}
    documented.run(line.removesuffix(" --take-ownership"))
    assert settled(bed, namespace) == before


def test_what_was_taken_over_goes_into_the_mesh(
    bed: Bed, namespace: str, bed_helm4: Helm, tmp_path: Path
) -> None:
    documented = running(bed, bed_helm4, namespace, tmp_path)
    documented.run(documented.take_over)
    before = settled(bed, namespace)
    documented.run(documented.line(MESHED, "mode=permissive"))
    fewest = fewest_ready(bed, namespace, lambda: seen_by_the_operator(bed, namespace))
    permissive = settled(bed, namespace)
    # One pod at a time is what users need. That none is replaced twice is not asserted: on a bed that many tests share, one
    # of three was in 2 of 60 runs, for a reason that was not found.
    assert fewest >= 2, "of 3 nodes of Elasticsearch one at a time is not ready"
    nodes = {name for name in before.pods if name.startswith("elasticsearch-es-")}
    assert len(nodes) == 3
    assert nodes <= set(permissive.pods)
    assert set(before.pods.values()) & set(permissive.pods.values()) == set()
    for pod in pods(bed, namespace).values():
        assert "istio-proxy" in containers(pod)
    documented.run(documented.line(MESHED, "mode=strict"))
    assert settled(bed, namespace) == permissive
    modes = {p["spec"]["mtls"]["mode"] for p in bed.items("peerauthentication", namespace)}
    assert modes == {"STRICT"}


def fewest_ready(bed: Bed, namespace: str, done: Callable[[], bool]) -> int:
    """The fewest pods of Elasticsearch that were ready until all have a sidecar and it is done."""
    ready: list[int] = []

    def look() -> bool:
        found = [p for name, p in pods(bed, namespace).items() if "-es-" in name]
        ready.append(sum(is_ready(pod) for pod in found))
        with_sidecar = all("istio-proxy" in containers(pod) for pod in found)
        return len(found) == 3 and with_sidecar and done()

    bed.wait("all pods have a sidecar, and the operator is done", look, 180)
    return min(ready)


def is_ready(pod: dict[str, Any]) -> bool:
    conditions = pod.get("status", {}).get("conditions", [])
    ready = {one["type"]: one["status"] for one in conditions}.get("Ready") == "True"
    return ready and "deletionTimestamp" not in pod["metadata"]
