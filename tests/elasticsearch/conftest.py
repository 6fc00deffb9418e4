"""Nodes that the tests of one module share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.elasticsearch.node import Node
from tests.support.elasticsearch import image

Start = Callable[..., Node]


@pytest.fixture(scope="module")
def start() -> Iterator[Start]:
    """Starts a node: tls for its HTTP, an older version, more settings. Each is stopped after the module's tests."""
    nodes: list[Node] = []
    # Not pytest's own folder, into which only its owner may look.
    with tempfile.TemporaryDirectory(prefix="eck-mesh-node-") as folder:
        Path(folder).chmod(0o755)

        def started(tls: bool, version: str = "", **settings: Any) -> Node:
            own = Path(folder, str(len(nodes)))
            own.mkdir()
            program = image(f"elasticsearch-{version}" if version else "elasticsearch")
            nodes.append(Node(program, own, tls, **settings))
            return nodes[-1]

        yield started
        for node in nodes:
            if node.process.poll() is None:
                node.stop()
