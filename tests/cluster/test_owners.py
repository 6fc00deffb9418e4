"""The operator has nothing to rewrite: Helm 4 upgrades without --force-conflicts, and an unchanged release shows no diff.

The operator reads a resource into structs of Go and writes them back whole. What it changes by that becomes its own. RICH has
what people write in other forms than the operator does: files/canonical.yaml lists them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.live import wait_green
from tests.cluster.support.release import Release
from tests.cluster.support.stack import SECRET
from tests.support.compiled import compiled
from tests.support.helm import Helm

CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1024Mi"}}}
POD: dict[str, Any] = {
    "metadata": {"labels": {}, "annotations": {"a": "b"}},
    "spec": {
        "affinity": {},
        "automountServiceAccountToken": False,
        "hostNetwork": False,
        "nodeSelector": {},
        "priorityClassName": "",
        "securityContext": {},
        "terminationGracePeriodSeconds": 0,
        "tolerations": [],
        "initContainers": [
            {
                "name": "one",
                "image": "one",
                "args": [],
                "volumeMounts": [{"name": "room", "mountPath": "/x", "readOnly": False}],
            }
        ],
        "containers": [
            {
                "name": "other",
                "image": "other",
                "env": [
                    {"name": "A", "value": ""},
                    {"name": "B", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu"}}},
                ],
                "readinessProbe": {"exec": {"command": ["a"]}, "initialDelaySeconds": 0},
            },
            {"name": "third", "image": "third", "resources": {"limits": {"memory": "2048Ki"}}},
        ],
        "volumes": [
            {"name": "room", "emptyDir": {"sizeLimit": "1024Mi"}},
            {"name": "claim", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}},
        ],
    },
}
AMOUNTS = {"requests": {"cpu": 0.5}, "limits": {"cpu": 2, "memory": "1.5Gi"}}
CLIENT = {"count": 1, "resources": AMOUNTS, "podTemplate": POD}
NODES = {"count": 1, "resources": AMOUNTS, "podTemplate": POD, "storage": {"size": "1024Mi"}}
HELD = {"replicas": 1, "podTemplate": POD}
SERVICES = {"beats": {"service": {"spec": {"ports": [{"name": "beats", "port": 5044}]}}}}
SCALED = {"count": 1, "config": {"node.roles": ["master", "data"]}, "storage": {"size": "1Gi"}}
RANGE = {"nodeCount": {"min": 1, "max": 2}, "storage": {"min": "1024Mi", "max": "2Gi"}}
RICH: dict[str, Any] = {
    "elasticsearch": {
        "default": {"nodeSets": {"plain": {"count": 1}, "rich": NODES}},
        "scaled": {"nodeSets": {"all": SCALED}},
    },
    "elasticsearchAutoscaler": {
        "rich": {
            "elasticsearchRef": "scaled",
            "pollingPeriod": "10m",
            "policies": {"all": {"roles": ["master", "data"], "resources": RANGE, "deciders": {}}},
        }
    },
    "stackConfigPolicy": {
        "rich": {
            "resourceSelector": "default",
            "weight": 0,
            "secureSettings": [],
            "elasticsearch": {"clusterSettings": {"a.b": []}, "secretMounts": []},
        }
    },
    "autoOpsAgentPolicy": {
        "rich": {
            "resourceSelector": "default",
            "autoOpsRef": {"secretName": "autoops"},
            "podTemplate": POD,
            "resources": AMOUNTS,
        }
    },
    "enterpriseSearch": {"rich": {**CLIENT, "config": {"a": [], "b": {}}}},
    "kibana": {"default": {}, "rich": CLIENT},
    "apmServer": {"rich": {**CLIENT, "http": {"service": {"spec": {"ports": [{"port": 80}]}}}}},
    "elasticMapsServer": {"rich": CLIENT},
    "packageRegistry": {"rich": CLIENT},
    "beat": {"rich": {"type": "heartbeat", "elasticsearchRef": "default", "deployment": HELD}},
    "agent": {"rich": {"elasticsearchRefs": ["default"], "daemonSet": {"podTemplate": POD}}},
    "logstash": {"rich": {**CLIENT, "elasticsearchRefs": {"eck": "default"}, "services": SERVICES}},
}
MODES = {
    "disabled": {"mode": "disabled"},
    "strict": {"mode": "strict"},
    "ambient, compiled": {"mode": "permissive", "dataPlane": "ambient"},
}


def flags_of(mode: str, namespace: str, tmp_path: Path) -> list[str]:
    """The values of a release in a mode, and its plan if it has one."""
    values = {**RICH, "mesh": MODES[mode]}
    files = {"values.json": json.dumps(values)}
    if "compiled" in mode:
        files["mesh.yaml"] = compiled(tmp_path, values, release="stack", namespace=namespace)
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return [f"--values={tmp_path}/{name}" for name in files]


def generations_of_resources(bed: Bed, namespace: str) -> dict[str, int]:
    found = bed.items("elastic", namespace)
    return {o["kind"] + o["metadata"]["name"]: o["metadata"]["generation"] for o in found}


@pytest.mark.parametrize("mode", MODES)
def test_nobody_fights_over_a_field(
    mode: str, bed: Bed, namespace: str, bed_helm4: Helm, tmp_path: Path
) -> None:
    bed.apply({**SECRET, "metadata": {"namespace": namespace, "name": "autoops"}})
    release, flags = Release(bed_helm4, namespace), flags_of(mode, namespace, tmp_path)
    bare = mode != "strict"

    def upgrade(*more: str) -> None:
        done = release.run("upgrade", *flags, *more, bare=bare)
        assert done.returncode == 0, done.stderr

    done = release.run("install", *flags, bare=bare)
    assert done.returncode == 0, done.stderr
    wait_green(bed, namespace, 180)
    before = generations_of_resources(bed, namespace)
    assert len(before) == sum(map(len, RICH.values()))
    manifest = bed_helm4.run("get", "manifest", "stack", "-n", namespace).stdout
    for side in [], ["--server-side"]:
        diff = bed.kubectl("diff", *side, "-n", namespace, "-f", "-", stdin=manifest, check=False)
        assert (diff.returncode, diff.stdout) == (0, ""), diff.stderr
    upgrade()
    assert generations_of_resources(bed, namespace) == before, "nothing was written"
    upgrade("--set=elasticsearch.default.nodeSets.plain.count=2,kibana.default.count=2")
    after = generations_of_resources(bed, namespace)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"Elasticsearchstack", "Kibanastack"}
