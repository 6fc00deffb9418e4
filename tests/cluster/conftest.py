"""Fixtures of the test bed: one bed for the run, a namespace for each test, both Helms inside it."""

from __future__ import annotations

import itertools
import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest

from tests.cluster.bed import Bed
from tests.cluster.control_plane import up
from tests.conftest import binary
from tests.helm import Helm

NUMBERS = itertools.count(1)
BEDS: list[Bed] = []
TELLING = ("elastic-operator", "istiod", "stand-ins")  # whose log lines a failing test shows


@pytest.fixture(scope="session")
def bed() -> Iterator[Bed]:
    if os.geteuid():
        pytest.exit("The test bed needs root: it makes a network namespace. Run it as root, or leave it to CI.", 1)
    bed = up()
    BEDS.append(bed)
    yield bed
    BEDS.clear()
    bed.down()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    if report.failed and BEDS:
        report.sections.append(("the bed's logs", BEDS[0].logs(*TELLING)))
    return report


@pytest.fixture
def namespace(bed: Bed) -> Iterator[str]:
    """A fresh namespace that asks for injection; its deletion is not waited for."""
    name = f"test-{next(NUMBERS)}"
    bed.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": {"istio-injection": "enabled"}}})
    yield name
    bed.kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture(params=[3, 4], ids=["helm3", "helm4"])
def helm(request: pytest.FixtureRequest, bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    home = tmp_path_factory.mktemp(f"bed-helm{request.param}")
    return Helm(request.param, binary(request.param), home, bed.within, str(bed.kubeconfig))


@pytest.fixture
def helm3(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return Helm(3, binary(3), tmp_path_factory.mktemp("bed-only-helm3"), bed.within, str(bed.kubeconfig))
