"""The pods' network: a namespace each, with a cable to the bed.

Their addresses are beside KWOK's range, which the bed holds as its own: where no pod is, nobody answers.
"""

from __future__ import annotations

import itertools
import threading

from tests.cluster.bed import cable

RANGE = "10.245.{}.{}"


class Network:
    def __init__(self, bed: str) -> None:
        """bed: its network namespace."""
        self.bed = bed
        self.numbers = itertools.count(1)
        self.lock = threading.Lock()

    def space(self, namespace: str, pod: str) -> str:
        return f"{self.bed}-{namespace}-{pod}"

    def plug(self, namespace: str, pod: str) -> str:
        """The pod's address: one that no pod of this bed has had."""
        with self.lock:
            number = next(self.numbers)
            address = RANGE.format(number // 250, number % 250 + 2)
            cable.plug(self.bed, self.space(namespace, pod), address, f"pod{number}")
        return address

    def unplug(self, namespace: str, pod: str) -> None:
        cable.unplug(self.space(namespace, pod))
