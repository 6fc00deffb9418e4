"""docs/json.md and docs/schemas, as far as a program can read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema

from tests.support.helm import ROOT

SCHEMAS = ROOT / "docs" / "schemas"


def described(command: str) -> set[str]:
    """The keys of a command's table in docs/json.md."""
    page = (ROOT / "docs" / "json.md").read_text()
    table = page.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"(?m)^\| `([^`]+)` \|", table))


ANY = ("before", "after", "outcomes")  # values of users, and numbers by words


def keys(value: object, path: str = "") -> Iterator[str]:
    """The paths of all leaves; a list of anything but objects is a leaf."""
    if path.endswith(ANY):
        yield path
    elif isinstance(value, dict) and value:
        for key, below in value.items():
            yield from keys(below, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for below in value:
            yield from keys(below, f"{path}[]")
    else:
        yield path


def problems(document: str) -> list[str]:
    """What is wrong with a JSON document by the schema of its command, which allows no other keys here."""
    found = json.loads(document)
    schema = json.loads((SCHEMAS / f"{found['command']}.schema.json").read_text())
    validator = jsonschema.Draft202012Validator(closed(schema))
    return [f"{one.json_path}: {one.message}" for one in validator.iter_errors(found)]


def closed(node: Any) -> Any:
    """A schema without the room that it leaves for keys of later versions."""
    if isinstance(node, list):
        return list(map(closed, node))
    if not isinstance(node, dict):
        return node
    made = {key: closed(below) for key, below in node.items()}
    return {"additionalProperties": False, **made} if "properties" in node else made
