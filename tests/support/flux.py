"""HelmReleases and their sources as bodies, and how they are read."""

from __future__ import annotations

import json
from typing import Any

from eck_mesh.compile.flux.helm_release import FluxRelease, Supplied, read_helm_release
from eck_mesh.helm.client import Chart

Body = dict[str, Any]
LOCAL = Chart("./chart")


def helm_release(name: str = "logs", namespace: str = "apps", **spec: Any) -> Body:
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "metadata": metadata,
        "spec": spec,
    }


def source(kind: str, name: str, **spec: Any) -> Body:
    metadata = {"name": name, "namespace": "apps"}
    return {
        "apiVersion": "source.toolkit.fluxcd.io/v1",
        "kind": kind,
        "metadata": metadata,
        "spec": spec,
    }


def config_map(name: str, text: str, key: str = "values.yaml") -> Body:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "apps"},
        "data": {key: text},
    }


def flux_release(
    *objects: Body,
    name: str = "",
    namespace: str = "",
    chart: Chart | None = LOCAL,
    files: Any = None,
) -> FluxRelease:
    """The release of the one HelmRelease among the objects."""
    stream = "\n---\n".join(map(json.dumps, objects))
    return read_helm_release(stream, Supplied(name, namespace, chart, files or {}))
