"""A release that a test interrupts, with each Helm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.support.gate import Gate
from tests.cluster.support.interrupted import Cut, helm_through


@pytest.fixture
def gate(flux_bed: Bed, tmp_path: Path) -> Iterator[Gate]:
    """In front of the API server: holds a write until the test lets it go."""
    with Gate(flux_bed, tmp_path) as opened:
        yield opened


@pytest.fixture(params=[3, 4], ids=["helm3", "helm4"])
def cut(
    request: pytest.FixtureRequest, flux_bed: Bed, flux_namespace: str, gate: Gate, tmp_path: Path
) -> Cut:
    home = tmp_path / "home"
    home.mkdir()
    return Cut(flux_bed, flux_namespace, gate, helm_through(gate, flux_bed, request.param, home))
