"""Random choices, and the names that the parts of one release share."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

Body = dict[str, Any]
T = TypeVar("T")


class Made(NamedTuple):
    """One resource of a release. short: ECK's infix; port: of its HTTP Service, 0 where it has none; label: of its pods."""

    kind: str
    namespace: str
    name: str
    short: str
    port: int
    label: str

    @property
    def service(self) -> str:
        """The name of its HTTP Service."""
        return f"{self.name}-{self.short}-http"

    @property
    def labels(self) -> Body:
        """By which its pods are selected."""
        return {self.label: self.name}


class Dice:
    """What is chosen for one release."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.namespaces = self.of([["prod"], ["prod"], ["prod", "logs"], ["prod", "logs", "web"]])

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def of(self, choices: Sequence[T], weights: Sequence[float] | None = None) -> T:
        return self.random.choices(choices, weights)[0]

    def some(self, fields: dict[str, tuple[float, Any]]) -> Body:
        """The fields that occur: each has a share of the releases, and a value, or a list to choose from."""
        return {
            name: self.of(value) if isinstance(value, list) else value
            for name, (share, value) in fields.items()
            if self.chance(share)
        }


def manifest(group: str, kind: str, where: tuple[str, str], **fields: Any) -> Body:
    """One object. where: its namespace and name."""
    metadata = {"name": where[1], "namespace": where[0]}
    return {"apiVersion": group, "kind": kind, "metadata": metadata, **fields}
