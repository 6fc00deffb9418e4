"""Streams whose plans several tests look at, and rules of users as flags."""

from __future__ import annotations

from typing import Any

from eck_mesh.mesh.model import Mesh
from eck_mesh.settings.settings import Flags
from tests.support.streams import LOCKED

SHARED = LOCKED.replace("Kibana", "Elasticsearch").replace("kibana", "elasticsearch").replace(
    "spec: {version: 9.4.3}\n", ""
) + (
    "spec:\n  nodeSets:\n  - name: one\n    podTemplate: &shared\n      metadata: {labels: {}, annotations: {}}\n"
    "  - name: two\n    podTemplate: *shared\n"
)


def body(mesh: Mesh) -> dict[str, Any]:
    return next(iter(mesh.manifests.values())).body


def rules(*of: dict[str, Any]) -> Flags:
    return Flags(
        mode="strict",
        namespace="prod",
        block={"rules": [{"name": str(i), **rule} for i, rule in enumerate(of)]},
    )


PLAIN = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es}
spec: {version: 9.4.3, nodeSets: [{name: one, count: 1}, {name: two, count: 2}]}
"""
