"""nodeSets of small nodes, as values of the chart."""

from __future__ import annotations

from typing import Any

HEAP = "-Xms256m -Xmx256m"


def node_set(
    count: int, annotations: dict[str, str] | None = None, config: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A nodeSet of small nodes."""
    container = {
        "name": "elasticsearch",
        "env": [{"name": "ES_JAVA_OPTS", "value": HEAP}],
        "resources": {"requests": {"memory": "64Mi"}, "limits": {"memory": "1Gi"}},
    }
    template = {"metadata": {"annotations": annotations or {}}, "spec": {"containers": [container]}}
    settings = {"node.store.allow_mmap": False, **(config or {})}
    return {"count": count, "config": settings, "podTemplate": template}


def sidecars(native: bool) -> dict[str, str]:
    """The annotation that has istiod inject native or classic ones."""
    return {"sidecar.istio.io/nativeSidecar": "true" if native else "false"}
