"""The four shapes that strict is shown in: ECK's TLS off and on, sidecars native and classic.

Two have three nodes and two have one: each kind of TLS and of sidecar meets three nodes. Those with one node have
mesh.authorization too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.cluster.bed.bed import Bed
from tests.cluster.support.elastic.clients import Client
from tests.cluster.support.elastic.cluster import Elastic
from tests.cluster.support.elastic.nodes import node_set, sidecars
from tests.cluster.support.elastic.releases import elastic
from tests.cluster.support.elastic.wires import Wires, wires


class Shape(NamedTuple):
    """tls: of the values; kept: whether ECK's TLS stays on; config: of the nodes, beyond what all have; major: which Helm."""

    tls: str
    kept: bool
    native: bool
    nodes: int
    major: int
    config: dict[str, Any] = {}

    def strict(self) -> dict[str, Any]:
        """The mesh block of a new release."""
        block = {"mode": "strict", "tls": self.tls, "proxy": {"classic": not self.native}}
        return {**block, "authorization": self.nodes == 1}

    def mode(self, mode: str) -> dict[str, Any]:
        """The mesh block in that mode, of a running release: the guard takes `auto` for off, whatever the plan keeps."""
        return {**self.strict(), "mode": mode, "tls": "eck" if self.kept else "istio"}


TOKENS = {"xpack.security.authc.token.enabled": True}
SHAPES = {
    "off-native": Shape("auto", False, True, 3, 4),
    "kept-classic": Shape("eck", True, False, 3, 3),
    "off-classic": Shape("auto", False, False, 1, 3),
    # The token service has the plan keep TLS.
    "kept-native": Shape("auto", True, True, 1, 4, TOKENS),
}


class Running(NamedTuple):
    """A cluster in mode strict, and who asks it; wires: since it is green."""

    shape: Shape
    elastic: Elastic
    client: Client
    outside: Client
    operator: Client
    wires: Wires


@contextmanager
def run(bed: Bed, folder: Path, shape: Shape) -> Iterator[Running]:
    """folder: empty, for Helm."""
    sets = {"one": node_set(shape.nodes, sidecars(shape.native), shape.config)}
    with elastic(bed, folder, shape.strict(), sets, shape.major) as found:
        clients = found.client("client", True), found.client("outside", False), found.operator()
        with wires(found, *clients) as cables:
            yield Running(shape, found, *clients, cables)
