"""The releases that are measured: seeded, so that they are the same bytes each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.bench.eck import crd, elasticsearch, stack, third_party
from tests.bench.others import other


class Stream(NamedTuple):
    """documents: how many; eck: how many of them are resources of ECK, and which; crds: how many are CRDs of ECK."""

    documents: int
    eck: int = 0
    which: Callable[[int], str] = stack
    crds: int = 0

    def texts(self) -> list[str]:
        """Its documents, those of ECK evenly among the others, the CRDs first as Helm prints them."""
        first = [crd(i) for i in range(self.crds)]
        count = self.documents - self.crds
        every = count // self.eck if self.eck else count + 1
        due = range(every - 1, every * self.eck, every)
        return first + [self.which(i // every) if i in due else other(i) for i in range(count)]

    def write(self, path: Path) -> Path:
        path.write_text("".join(self.texts()))
        return path


STREAMS = {
    "20": Stream(20, 1),
    "20-third-party": Stream(20, 1, third_party),
    "20-without": Stream(20),
    "operator": Stream(20, crds=12),
    "100": Stream(100, 5, crds=1),
    "1000": Stream(1_000, 50, crds=10),
    "1000-fifty": Stream(1_000, 50, elasticsearch),
    "1000-all": Stream(1_000, 1_000),
    "3000": Stream(3_000, 150, crds=30),
    "10000": Stream(10_000, 500, crds=100),
    "21MB-without": Stream(12_500),
}
