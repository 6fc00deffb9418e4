"""Releases with a real Elasticsearch, each in a namespace of its own, for as long as a test needs it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.tools import TOOLS
from tests.cluster.support.elastic.cluster import SECONDS, Elastic
from tests.cluster.support.live import pods
from tests.cluster.support.release import helm_in

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "one")
NUMBERS = itertools.count(1)
NEEDED = pytest.mark.skipif(
    not (TOOLS / "elasticsearch" / "version").exists(),
    reason="no Elasticsearch in .tools: install Maven and a JDK 25, and run ci/elasticsearch/build",
)


@contextmanager
def fresh(bed: Bed, folder: Path, node_sets: dict[str, Any], major: int = 4) -> Iterator[Elastic]:
    """One that is not installed yet, in a namespace of its own that injects sidecars; its pods have ended when it is over.

    folder: empty, for Helm; major: which Helm.
    """
    namespace = f"real-{WORKER}-{next(NUMBERS)}"
    bed.create_namespace(namespace, **{"istio-injection": "enabled"})
    try:
        yield Elastic(bed, namespace, helm_in(bed, major, folder), folder, node_sets)
    finally:
        bed.delete("elastic", namespace)
        bed.delete("pods", namespace, gracePeriodSeconds=0)
        bed.delete("namespace", "", namespace)
        bed.wait("its pods have ended", lambda: not pods(bed, namespace), SECONDS)


@contextmanager
def elastic(
    bed: Bed, folder: Path, mesh: dict[str, Any], node_sets: dict[str, Any], major: int = 4
) -> Iterator[Elastic]:
    """One that is green."""
    with fresh(bed, folder, node_sets, major) as found:
        found.put("install", mesh)
        found.wait()
        yield found
