"""Damage: each place of a body replaced by something of another type."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

VALUES: dict[str, Any] = {
    "a number": 5,
    "a string": "{{ x }}",
    "nothing": None,
    "true": True,
    "an empty list": [],
    "an empty mapping": {},
    "a list of numbers": [5],
    "a list of nothing": [None],
    "a mapping whose name is a number": {"name": 5, "port": "x"},
}
Steps = tuple[str | int, ...]


class Place(NamedTuple):
    """A place in one body of a stream; where: as a person reads it."""

    bodies: list[Any]
    number: int
    steps: Steps

    @property
    def where(self) -> str:
        """`Kibana spec.podTemplate.spec.containers.*.name`."""
        return f"{self.bodies[self.number]['kind']} {'.'.join(pattern(self.steps))}"

    def damaged(self, value: Any) -> str:
        """The stream as JSON, with the value in this place."""
        bodies = list(self.bodies)
        bodies[self.number] = body = copy.deepcopy(self.bodies[self.number])
        *holder, last = self.steps
        for step in holder:
            body = body[step]
        body[last] = value
        return "\n---\n".join(map(json.dumps, bodies))


def pattern(steps: Steps) -> tuple[str, ...]:
    """The steps with a star for each index."""
    return tuple("*" if isinstance(step, int) else step for step in steps)


def places(streams: list[list[Any]]) -> Iterator[Place]:
    """Each place in metadata and spec once for its kind, in the smallest stream of bodies that has it."""
    seen = set()
    for bodies in sorted(streams, key=lambda bodies: len(json.dumps(bodies))):
        for number, body in enumerate(bodies):
            for part in ("metadata", "spec"):
                for steps in _steps(body.get(part), (part,)):
                    key = (body["kind"], pattern(steps))
                    if key not in seen:
                        seen.add(key)
                        yield Place(bodies, number, steps)


def _steps(value: Any, steps: Steps) -> Iterator[Steps]:
    yield steps
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _steps(inner, (*steps, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _steps(inner, (*steps, index))
