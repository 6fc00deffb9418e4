"""Changes of streams that keep them streams: random bytes hardly ever get past the YAML parser."""

from __future__ import annotations

import contextlib
import json
from random import Random
from typing import Any

import yaml

from tests.fuzz.dictionary import WORDS

ODD: list[Any] = [None, {}, [], "", "x", 0, -1, 1.5, True, {"a": None}, [None], [{}], {"name": 1}]


def mutated(data: bytes, seed: int, most: int) -> bytes | None:
    """A stream with one to four places changed, as JSON; None where it is none, or grows too long.

    The first byte, which selects the flags, changes now and then.
    """
    random = Random(seed)
    with contextlib.suppress(ValueError, yaml.YAMLError, RecursionError):
        bodies = list(yaml.load_all(data[1:].decode(), Loader=yaml.CSafeLoader))
        for _ in range(random.randint(1, 4)):
            _change(bodies, random)
        head = bytes([random.randrange(256)]) if random.random() < 0.2 else data[:1]
        made = head + "\n---\n".join(map(json.dumps, bodies)).encode()
        return made if len(made) <= most else None
    return None


def _change(bodies: list[Any], random: Random) -> None:
    """Replace, copy, swap or remove what is at one place."""
    places = list(_places(bodies))
    if not places:
        bodies.append({})
        return
    holder, step = random.choice(places)
    other, there = random.choice(places)
    deed = random.randrange(6)
    if deed == 0:
        holder[step] = random.choice(ODD)
    elif deed == 1:
        holder[step] = random.choice(WORDS)
    elif deed == 2:
        holder[step] = json.loads(json.dumps(other[there]))
    elif deed == 3 and isinstance(holder, dict):
        holder[random.choice(WORDS)] = holder.pop(step)
    elif deed == 4:
        del holder[step]
    elif isinstance(holder, list):
        holder.append(json.loads(json.dumps(other[there])))
    else:
        holder[random.choice(WORDS)] = json.loads(json.dumps(other[there]))


def _places(value: Any, depth: int = 0) -> Any:
    """Every container with each of its keys or indexes."""
    steps = list(value) if isinstance(value, dict) else range(len(value))
    for step in steps:
        yield value, step
        if depth < 20 and isinstance(value[step], dict | list):
            yield from _places(value[step], depth + 1)
