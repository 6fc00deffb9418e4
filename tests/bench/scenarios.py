"""What is measured, and the targets, each a ratio of times of one round."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

OURS, PASS, KUSTOMIZE, CAT, SMALLER = "eck-mesh", "python -c pass", "kustomize", "cat", "1,000"
PIPES, NONE = "eck-mesh by pipes", "no post-renderer"


class Target(NamedTuple):
    """A ratio of the named commands, and its limit: the most, or the least, that it should be."""

    title: str
    names: tuple[str, ...]
    formula: Callable[..., float]
    most: float = 0
    least: float = 0

    def met(self, ratio: float) -> bool:
        return ratio <= self.most if self.most else ratio >= self.least


def of_pass(most: float) -> Target:
    return Target("time / `python -c pass`", (OURS, PASS), lambda ours, none: ours / none, most)


def of_kustomize(most: float) -> Target:
    return Target("time / kustomize", (OURS, KUSTOMIZE), lambda ours, other: ours / other, most)


def faster(least: float) -> Target:
    title = "times as fast as kustomize"
    return Target(title, (OURS, KUSTOMIZE), lambda ours, other: other / ours, least=least)


GROWTH = Target(
    "time / that of 1,000 documents, both without `python -c pass`",
    (OURS, SMALLER, PASS),
    lambda ours, smaller, none: (ours - none) / (smaller - none),
    most=11,
)


class Scenario(NamedTuple):
    """stream: a key of STREAMS; flags: of eck-mesh; rounds: with kustomize, and without it."""

    title: str
    stream: str
    flags: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    rounds: tuple[int, int] = (15, 15)
    kustomize: bool = True
    slow: bool = False  # kustomize takes minutes: only with the argument `long`


STRICT = ("--mode=strict", "--namespace=prod")
SCENARIOS = (
    Scenario("20 documents, 1 of ECK", "20", (), (of_pass(3), of_kustomize(0.5))),
    Scenario(
        "the same with `--expect-mode`",
        "20",
        ("--expect-mode=strict",),
        (of_pass(3), of_kustomize(0.5)),
    ),
    Scenario(
        "20 third-party documents, with `--mode` and `--namespace`",
        "20-third-party",
        STRICT,
        (of_pass(3), of_kustomize(0.5)),
    ),
    Scenario("20 documents without ECK", "20-without", (), (of_pass(1.2),), kustomize=False),
    Scenario("20 documents, 12 are CRDs of ECK", "operator", kustomize=False),
    Scenario("100 documents, 5 of ECK, 1 CRD", "100", (), (faster(8),)),
    Scenario("1,000 documents, 50 of ECK, 10 CRDs", "1000", (), (faster(40),), (5, 9)),
    Scenario("1,000 documents, 50 Elasticsearches", "1000-fifty", (), (of_pass(7),), (5, 9), False),
    Scenario("1,000 documents, all of ECK", "1000-all", (), (faster(15),), (3, 3)),
    Scenario("3,000 documents, 150 of ECK, 30 CRDs", "3000", (), (faster(150),), (3, 7)),
    Scenario("10,000 documents, 500 of ECK, 100 CRDs", "10000", (), (GROWTH,), (1, 5), slow=True),
    Scenario("21 MB without ECK", "21MB-without", (), (of_pass(2.5),), (7, 7), False),
)


class HelmScenario(NamedTuple):
    """A whole `helm template` under one Helm. stream: a key of STREAMS, or "" for our own chart with 200 Elasticsearches of
    three nodeSets.
    """

    title: str
    major: int
    stream: str
    targets: tuple[Target, ...] = ()
    rounds: int = 9


def of_cat(most: float) -> Target:
    return Target("time / that with `cat`", (OURS, CAT), lambda ours, cat: ours / cat, most)


SECONDS = Target("seconds of Helm alone", (NONE,), lambda seconds: seconds, most=1)
HELM_SCENARIOS = tuple(
    scenario
    for major, most in ((3, 1.15), (4, 1.08))
    for scenario in (
        HelmScenario(f"Helm {major}: 20 documents", major, "20"),
        HelmScenario(f"Helm {major}: 1,000 documents", major, "1000", (of_cat(most),)),
        HelmScenario(f"Helm {major}: our chart, 200 Elasticsearches", major, "", (SECONDS,), 5),
    )
)
MEMORY = (20.0, 1.2)  # MiB, and MiB for each of the input
