"""Elastic's eck-stack and its parts, from ECK's Go module (`ci/tools eck-stack`), and what their objects mean."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from eck_mesh.manifests.quantity import amount
from tests.support.helm import ROOT

STACK = ROOT / ".tools" / "eck-stack"
ECK = "k8s.elastic.co/"
# Written by eck-stack, and read by nobody: ECK refuses only what is above the operator's license.
LICENSE = "eck.k8s.elastic.co/license"
# {} here is not the same as nothing.
WRITTEN = {"daemonSet", "deployment", "statefulSet", "podDisruptionBudget"}
EMPTY: list[Any] = [None, "", {}, []]
AMOUNTS = ("limits", "requests")
NAMES = ("name", "pipeline.id", "clusterName", "outputName")


def charts() -> list[Path]:
    """eck-stack and the charts that it consists of."""
    parts = (path for path in (STACK / "charts").iterdir() if path.is_dir())
    return [STACK, *sorted(parts)] if STACK.exists() else []


def examples() -> list[tuple[str, Path]]:
    """Elastic's example values, each with the chart that it is for."""
    return [
        (chart.name, path)
        for chart in charts()
        for path in sorted(chart.glob("examples/**/*.yaml"))
    ]


def chart_folder(name: str) -> Path:
    return STACK if name == STACK.name else STACK / "charts" / name


def load(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(), yaml.CSafeLoader) or {}


def meaning(body: dict[str, Any], namespace: str) -> dict[str, Any]:
    """What the API server and the operator see of an object: without standard labels, without what is as good as missing,
    and with the names of lists in order."""
    metadata = body["metadata"]
    labels = {k: v for k, v in (metadata.get("labels") or {}).items() if not is_standard(k)}
    annotations = {k: v for k, v in (metadata.get("annotations") or {}).items() if k != LICENSE}
    rest = {k: v for k, v in body.items() if k not in ("metadata", "apiVersion", "kind")}
    return {
        "namespace": metadata.get("namespace") or namespace,
        "labels": labels,
        "annotations": annotations,
        "rest": permissions(rest["rules"]) if body["kind"] == "ClusterRole" else plain(rest),
    }


def is_standard(label: str) -> bool:
    return label.startswith(("app.kubernetes.io/", "helm.sh/"))


def plain(value: Any, key: str = "") -> Any:
    if key == "config":
        return value
    if isinstance(value, dict):
        inside = {k: plain(v, k) for k, v in value.items() if (k, v) != ("readOnly", False)}
        if key in AMOUNTS:
            inside = {k: amount(str(v)) for k, v in inside.items()}
        if "port" in inside and key == "ports":
            inside = {"protocol": "TCP", "targetPort": inside["port"], **inside}
        return {k: v for k, v in inside.items() if k in WRITTEN or v not in EMPTY}
    if isinstance(value, list):
        return in_order([plain(v, key) for v in value])
    return value


def in_order(elements: list[Any]) -> list[Any]:
    for name in NAMES:
        if elements and all(isinstance(e, dict) and name in e for e in elements):
            return sorted(elements, key=lambda e: str(e[name]))
    return elements


def permissions(rules: list[dict[str, Any]]) -> set[tuple[str, ...]]:
    """What a ClusterRole allows, however its rules group it."""
    found: set[tuple[str, ...]] = set()
    for rule in rules:
        for verb in rule["verbs"]:
            found |= {(verb, url) for url in rule.get("nonResourceURLs", ())}
            for group in rule.get("apiGroups", ()):
                found |= {(verb, group, resource) for resource in rule["resources"]}
    return found


def by_identity(objects: list[dict[str, Any]], namespace: str) -> dict[str, dict[str, Any]]:
    """The meaning of each object, by kind and name. Test pods are left out."""
    return {
        f"{o['kind']}/{o['metadata']['name']}": meaning(o, namespace)
        for o in objects
        if "helm.sh/hook" not in (o["metadata"].get("annotations") or {})
    }


REF = {"name": "elasticsearch"}
POD = {
    "metadata": {"annotations": {"a": "{{ b }}"}},
    "spec": {
        "serviceAccountName": "own",
        "initContainers": [{"name": "one", "command": ["sh", "-c", "sysctl -w a=1"]}],
        "containers": [
            {"name": "two", "resources": {"limits": {"cpu": 1.5, "memory": "1.5Gi"}}, "env": []}
        ],
        "volumes": [{"name": "v", "emptyDir": {}}, {"name": "w", "configMap": {"name": "x"}}],
    },
}
CLAIM = {
    "metadata": {"name": "elasticsearch-data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
PORTS = [{"name": "beats", "port": 5044}]
# A value for each field of each chart.
VALUES: dict[str, Any] = {
    "auth": {"roles": [{"secretName": "roles"}]},
    "autoOpsRef": {"secretName": "autoops"},
    "config": {"a.b": 1, "c": {"d": [None, "on", {"e": "{{ f }}"}]}},
    "configRef": {"secretName": "config"},
    "count": 2,
    "daemonSet": {"podTemplate": POD, "updateStrategy": {"type": "OnDelete"}},
    "deployment": {"podTemplate": POD, "replicas": 2},
    "elasticsearchRef": REF,
    "elasticsearchRefs": [REF, {"secretName": "external"}],
    "enterpriseSearchRef": REF,
    "fleetServerEnabled": True,
    "fleetServerRef": REF,
    "http": {"service": {"spec": {"type": "LoadBalancer", "ports": [{"port": 443}]}}},
    "image": "registry.example.com/a:1",
    "kibanaRef": {**REF, "namespace": "other"},
    "mode": "fleet",
    "monitoring": {"metrics": {"elasticsearchRefs": [REF]}, "logs": {"elasticsearchRefs": []}},
    "namespaceSelector": {"matchLabels": {"a": "b"}},
    "nodeSets": [
        {
            "name": "warm",
            "count": 1,
            "podTemplate": POD,
            "volumeClaimTemplates": [CLAIM],
            "resources": {"limits": {"memory": "2Gi"}},
        },
        {"name": "hot", "count": 2, "config": {"node.roles": ["master"]}},
    ],
    "packageRegistryRef": REF,
    "pipelines": [{"pipeline.id": name, "config.string": "input {}"} for name in ("b", "a")],
    "pipelinesRef": {"secretName": "pipelines"},
    "podDisruptionBudget": {"spec": {"minAvailable": 2}},
    "podTemplate": POD,
    "policyID": "policy",
    "remoteClusterServer": {"enabled": True},
    "remoteClusters": [
        {"name": "b", "elasticsearchRef": REF},
        {"name": "a", "apiKey": {"access": {}}},
    ],
    "resourceSelector": {"matchExpressions": [{"key": "a", "operator": "Exists"}]},
    "revisionHistoryLimit": 2,
    "secureSettings": [{"secretName": "s", "entries": [{"key": "k", "path": "p"}]}],
    "serviceAccountName": "checked",
    "services": [{"name": name, "service": {"spec": {"ports": PORTS}}} for name in ("b", "a")],
    "spaceID": "space",
    "statefulSet": {"podTemplate": POD, "volumeClaimTemplates": [CLAIM]},
    "transport": {"tls": {"subjectAltNames": [{"ip": "1.2.3.4"}]}},
    "type": "filebeat",
    "updateStrategy": {"changeBudget": {"maxSurge": 1, "maxUnavailable": 1}},
    "version": "9.4.1",
    "volumeClaimDeletePolicy": "DeleteOnScaledownOnly",
    "volumeClaimTemplates": [CLAIM],
}
# Of which there may be one: the second is left out.
EITHER = (("config", "configRef"), ("pipelines", "pipelinesRef"))
AROUND = {
    "labels": {"team": "search"},
    "annotations": {"of": "{{ all }}"},
    "nameOverride": "named",
    "ingress": {
        "enabled": True,
        "className": "nginx",
        "pathType": "Exact",
        "annotations": {"a": "{{ b }}"},
        "labels": {"tier": "web"},
        "hosts": [{"host": "a.example.com"}, {"host": "b.example.com", "path": "/b"}],
        "tls": {"enabled": True},
    },
    "serviceAccount": {"name": "own", "labels": {"a": "b"}, "annotations": {"c": "{{ d }}"}},
}
