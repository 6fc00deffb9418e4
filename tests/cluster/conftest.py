"""Fixtures of the test bed: one bed for the run, a namespace for each test, both Helms inside it; a light bed for Flux."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from tests.cluster.bed.bed import Bed
from tests.cluster.bed.control_plane import up, up_flux
from tests.cluster.bed.programs.flux import start as start_flux
from tests.cluster.support.running import Make, Stack
from tests.support.helm import Helm, binary

NUMBERS = itertools.count(1)
BEDS: list[Bed] = []
TELLING = (
    "elastic-operator",
    "istiod",
    "stand-ins",
    "helm-controller",
)  # whose log lines a failing test shows


@pytest.fixture(scope="session")
def bed() -> Iterator[Bed]:
    yield from running(up)


@pytest.fixture(scope="session")
def flux(bed: Bed) -> Bed:
    """The same bed, with helm-controller in it from the first test on that asks."""
    start_flux(bed)
    return bed


@pytest.fixture(scope="session")
def flux_bed() -> Iterator[Bed]:
    """helm-controller and an API server that knows ECK's and Istio's kinds, without anyone who acts on them."""
    yield from running(up_flux)


def running(start: Callable[[], Bed]) -> Iterator[Bed]:
    if os.geteuid():
        pytest.exit(
            "The test bed needs root: it makes a network namespace. Run it as root, or leave it to CI.",
            1,
        )
    bed = start()
    BEDS.append(bed)
    yield bed
    BEDS.remove(bed)
    bed.down()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    report = yield
    for bed in BEDS if report.failed else ():
        report.sections.append(
            (
                f"the logs of {bed.name}",
                bed.logs(*(name for name in TELLING if name in bed.processes)),
            )
        )
    return report


@pytest.fixture
def namespace(bed: Bed) -> Iterator[str]:
    """A fresh namespace that asks for injection; its deletion is not waited for."""
    yield from fresh(bed)


@pytest.fixture
def flux_namespace(flux_bed: Bed) -> Iterator[str]:
    """The same in the light bed, where nobody empties a deleted namespace: its HelmReleases go first, or would be retried."""
    for name in fresh(flux_bed):
        yield name
        flux_bed.kubectl("-n", name, "delete", "helmrelease", "--all", "--wait=false")


def fresh(bed: Bed) -> Iterator[str]:
    name = f"test-{next(NUMBERS)}"
    bed.apply(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": name, "labels": {"istio-injection": "enabled"}},
        }
    )
    yield name
    bed.kubectl("delete", "namespace", name, "--wait=false")


@pytest.fixture(params=[3, 4], ids=["helm3", "helm4"])
def helm(
    request: pytest.FixtureRequest, bed: Bed, tmp_path_factory: pytest.TempPathFactory
) -> Helm:
    home = tmp_path_factory.mktemp(f"bed-helm{request.param}")
    return Helm(request.param, binary(request.param), home, bed.within, str(bed.kubeconfig))


@pytest.fixture
def helm3(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return Helm(
        3, binary(3), tmp_path_factory.mktemp("bed-only-helm3"), bed.within, str(bed.kubeconfig)
    )


@pytest.fixture
def make(bed: Bed, namespace: str, helm3: Helm) -> Iterator[Make]:
    """Makes a stack whose pods run, until the test ends."""
    made: list[Stack] = []

    def stack(mesh: dict[str, Any], *listen: str, **more: Any) -> Stack:
        made.append(Stack(bed, namespace, helm3, mesh, *listen, **more))
        return made[-1]

    yield stack
    for one in made:
        one.plane.stop()
