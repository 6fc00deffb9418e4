"""What `eck-mesh reach` says of manifests that a test has changed after the plan."""

from __future__ import annotations

import json
from typing import Any

from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.mesh.model import Mesh
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from tests.cluster.support.elastic.cluster import Elastic


def told(
    elastic: Elastic, mesh: dict[str, Any], manifests: list[dict[str, Any]]
) -> list[Connection]:
    """mesh: the block of the release, as it was rendered."""
    named = {"namespace": elastic.namespace}
    whole = [{**m, "metadata": {**named, **m["metadata"]}} for m in manifests]
    text = "\n---\n".join(map(json.dumps, whole))
    return connections(Mesh(read_manifests(list(stream.split(text))), elastic.plan(mesh).settings))
