"""Fixtures of the test bed: one bed for the run, a namespace for each test, both Helms inside it; a light bed for Flux.

Workers share the beds, each of which is gone when its last test is over; bed/shared.py.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Generator, Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

from tests.cluster.bed import phases
from tests.cluster.bed.bed import Bed
from tests.cluster.bed.kubelet.access import Access, containers
from tests.cluster.bed.shared import Shared, end_all
from tests.cluster.support import report
from tests.cluster.support.release import helm_in
from tests.cluster.support.running import Make, Stack
from tests.support.helm import Helm

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "one")
NUMBERS = itertools.count(1)
BEDS: list[Bed] = []
# By the fixture that hands it out. How many tests use each is known when they are collected.
SHARED = {
    "bed": Shared("full"),
    "flux_bed": Shared("flux"),
    "real_bed": Shared("real"),
    "storm_bed": Shared("real", "storm"),
}
# Whose log lines a failing test shows.
TELLING = ("elastic-operator", "istiod", "stand-ins", "helm-controller", "kubelet")


@pytest.fixture(scope="session")
def bed() -> Bed:
    return running("bed")


@pytest.fixture(scope="session")
def flux_bed() -> Bed:
    """helm-controller and an API server that knows ECK's and Istio's kinds, without anyone who acts on them."""
    return running("flux_bed")


@pytest.fixture(scope="session")
def real_bed() -> Bed:
    """Pods run there, the operator's in the mesh too; nobody stands in for Elasticsearch."""
    return running("real_bed")


@pytest.fixture(scope="session")
def storm_bed() -> Bed:
    """One more of these, for tests that kill its programs or change its operator."""
    return running("storm_bed")


def running(fixture: str) -> Bed:
    if os.geteuid():
        need = "The test bed needs root: it makes a network namespace."
        pytest.exit(f"{need} Run it as root, or leave it to CI.", 1)
    BEDS.append(SHARED[fixture].bed())
    return BEDS[-1]


def pytest_collection_finish(session: pytest.Session) -> None:
    for fixture, shared in SHARED.items():
        shared.tests = sum(fixture in item.fixturenames for item in functions(session.items))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    result = yield
    for fixture, shared in SHARED.items():
        if any(fixture in function.fixturenames for function in functions([item])):
            shared.used()
    return result


def functions(items: list[pytest.Item]) -> list[pytest.Function]:
    return [item for item in items if isinstance(item, pytest.Function)]


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        end_all()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    made = yield
    for bed in BEDS if made.failed else ():
        made.sections.append((f"the logs of {bed.name}", bed.logs(*TELLING, *containers(bed))))
    taken = [("phase", f"{seconds:7.1f}  {what}") for what, seconds in phases.collect()]
    made.user_properties = taken
    return made


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    report.write(terminalreporter)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the light bed come first: then one bed is gone when the other is busiest."""
    items.sort(key=lambda item: "flux_bed" not in getattr(item, "fixturenames", ()))


class Scopes(LoadScopeScheduling):  # type: ignore[misc]
    """Which tests one worker gets as a whole; any other test goes to whoever is free."""

    # They have a fixture that is expensive, or a port of the bed's loopback.
    FILES = (
        "test_ambient.py",
        "test_corpus.py",
        "test_gateways.py",
        "test_metrics.py",
        "test_operator.py",
        "test_helm_test.py",
        "test_real_strict.py",
        "test_real_transport.py",
        "test_real_storms.py",
        "test_real_tls_switch.py",
    )
    # Here a module's tests share a node, in their order.
    FOLDER = "tests/elasticsearch/"
    # They change what belongs to the operator of the bed, or look at it.
    OPERATOR = ("test_status.py", "test_flux_example.py", "test_operator_in_mesh.py")

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        if path.endswith(self.OPERATOR):
            return "the operator's namespace"
        whole = path.endswith(self.FILES) or path.startswith(self.FOLDER)
        return path if whole else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scopes:
    return Scopes(config, log)


@pytest.fixture
def namespace(bed: Bed) -> Iterator[str]:
    """A fresh namespace that asks for injection; its deletion is not waited for."""
    yield from fresh(bed)


@pytest.fixture
def flux_namespace(flux_bed: Bed) -> Iterator[str]:
    """The same in the light bed, where nobody empties a deleted namespace: its HelmReleases go first, or would be retried."""
    for name in fresh(flux_bed):
        yield name
        flux_bed.delete("helmrelease", name)


@pytest.fixture
def pods(real_bed: Bed) -> Iterator[Access]:
    """Those of a fresh namespace of the real bed, which asks for injection; they are ended at once, without their hooks."""
    for name in fresh(real_bed):
        yield Access(real_bed, name)
        real_bed.delete("elastic,statefulset,deployment", name)
        real_bed.delete("pods", name, gracePeriodSeconds=0)


def fresh(bed: Bed) -> Iterator[str]:
    name = f"test-{WORKER}-{next(NUMBERS)}"
    bed.create_namespace(name, **{"istio-injection": "enabled"})
    yield name
    bed.delete("elastic", name)  # or the operator makes anew what goes with the namespace
    bed.delete("namespace", "", name)


@pytest.fixture(params=[3, 4], ids=["helm3", "helm4"])
def helm(
    request: pytest.FixtureRequest, bed: Bed, tmp_path_factory: pytest.TempPathFactory
) -> Helm:
    return helm_of(bed, request.param, tmp_path_factory)


@pytest.fixture
def bed_helm3(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """For what one Helm is enough for. Its sister helm3 has no cluster: it renders."""
    return helm_of(bed, 3, tmp_path_factory)


@pytest.fixture
def bed_helm4(bed: Bed, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    """For server-side apply, which only Helm 4 uses."""
    return helm_of(bed, 4, tmp_path_factory)


def helm_of(bed: Bed, major: int, tmp_path_factory: pytest.TempPathFactory) -> Helm:
    return helm_in(bed, major, tmp_path_factory.mktemp(f"bed-helm{major}"))


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
