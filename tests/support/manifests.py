"""Manifests as the model holds them, without a stream."""

from __future__ import annotations

from typing import Any

from eck_mesh.eck.references import Dialed, dials
from eck_mesh.eck.services import services
from eck_mesh.manifests.manifest import Manifest, Ref


def resource(
    kind: str, name: str, spec: dict[str, Any], namespace: str = "logs", **labels: str
) -> Manifest:
    group = {"AutoOpsAgentPolicy": "autoops", "ElasticMapsServer": "maps", "Service": ""}.get(
        kind, kind.lower()
    )
    body = {"metadata": {"name": name, "labels": labels}, "spec": spec}
    return Manifest(Ref(f"{group}.k8s.elastic.co" if group else "", kind, namespace, name), body, 1)


def elasticsearch(name: str, namespace: str = "logs", *sets: str, **labels: str) -> Manifest:
    return resource(
        "Elasticsearch",
        name,
        {"nodeSets": [{"name": one} for one in sets or ["a"]]},
        namespace,
        **labels,
    )


def dialed(manifest: Manifest, *others: Manifest) -> list[Dialed]:
    known = {other.ref: other for other in (manifest, *others)}
    names = {
        (one.name, other.ref.namespace): other.ref for other in others for one in services(other)
    }
    return dials(manifest, known, names)
