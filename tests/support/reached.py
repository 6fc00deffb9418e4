"""The connections of small streams, as `eck_mesh.reach` has them, by what a test names."""

from __future__ import annotations

from typing import Any

from eck_mesh.manifests.documents import stream
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.mesh.model import Mesh
from eck_mesh.plan.render import render
from eck_mesh.reach.connection import Connection
from eck_mesh.reach.matrix import connections
from eck_mesh.settings.settings import Flags

ES = """\
apiVersion: elasticsearch.k8s.elastic.co/v1
kind: Elasticsearch
metadata: {name: es, namespace: prod}
spec: {version: 9.4.3, nodeSets: [{name: one, count: 1}]}
"""
KB = """\
apiVersion: kibana.k8s.elastic.co/v1
kind: Kibana
metadata: {name: kb, namespace: prod}
spec: {version: 9.4.3, count: 1, elasticsearchRef: {name: es}}
"""
STACK = f"{ES}---\n{KB}"


class Reached:
    """The connections of a mesh."""

    def __init__(self, mesh: Mesh) -> None:
        self.connections = connections(mesh)

    def find(self, client: str, target: str, where: str) -> Connection:
        """One connection. client: its kind or name; where: SERVICE:PORT, or VIA:PORT."""
        (found,) = [
            one
            for one in self.connections
            if client in (one.client.kind, one.client.name)
            and one.target.name == target
            and where == f"{one.service or one.via}:{one.port}"
        ]
        return found

    def how(self, client: str, target: str, where: str) -> str:
        return self.find(client, target, where).how

    def ids(self, client: str, target: str, where: str) -> list[str]:
        return [one.id for one in self.find(client, target, where).reasons]


def reached(text: str = STACK, unplanned: str = "", **block: Any) -> Reached:
    """A stream under a plan.

    block: the mesh block, with the mode; strict by default. unplanned: manifests that the plan has not seen, which take
    the place of those of the same name.
    """
    mode = block.pop("mode", "strict")
    mesh = render(text, Flags(mode=mode, block=block)).after
    more = {one.ref: one for one in read_manifests(list(stream.split(unplanned)))}
    return Reached(Mesh({**mesh.manifests, **more}.values(), mesh.settings))
