"""docs/schemas: the JSON Schema of each command's JSON, made from the tables in docs/json.md.

A row of a table is a path of keys, a type and a meaning. A meaning that begins with several words
in backticks, separated by commas and `or`, lists all values that a string has.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "json.md"
SCHEMAS = ROOT / "docs" / "schemas"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
ROW = re.compile(r"(?m)^\| `([^`]+)` \| ([^|]+?) \| ?(.*?) ?\|$")
VALUES = re.compile(r"((?:`[^`]*`, )*`[^`]*` or `[^`]*`)(?=[;.,]|$)|(`[^`]*`)$")
TYPES = {
    "string": {"type": "string"},
    "number": {"type": "integer"},
    "boolean": {"type": "boolean"},
    "list of numbers": {"type": "array", "items": {"type": "integer"}},
    "list of strings": {"type": "array", "items": {"type": "string"}},
    "list of ports": {"type": "array", "items": {"type": ["integer", "string"]}},
    "mapping of numbers": {"type": "object", "additionalProperties": {"type": "integer"}},
    "any": {},
}
Node = dict[str, object]


class Row(NamedTuple):
    """A line of a table; path: `[]` after a key stands for each element of its list."""

    path: str
    type: str
    meaning: str


def schemas() -> Iterator[tuple[Path, str]]:
    """Each file with its text. ValueError for a row that is not understood."""
    for title, rows in tables(PAGE.read_text()):
        head: Node = {
            "$schema": DRAFT,
            "title": f"eck-mesh {title} --output json",
            "description": "docs/json.md describes it. Later versions may add keys.",
        }
        schema = head | tree(rows)
        yield (
            SCHEMAS / f"{title}.schema.json",
            json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        )


def tables(page: str) -> Iterator[tuple[str, list[Row]]]:
    """The headings that have a table, with its rows."""
    for part in page.split("\n## ")[1:]:
        rows = [Row(*found) for found in ROW.findall(part)]
        if rows:
            yield part.partition("\n")[0], rows


def tree(rows: list[Row]) -> Node:
    """The schema of an object with these keys, each of which is always there."""
    keys = dict.fromkeys(re.split(r"[.\[]", row.path)[0] for row in rows)
    return {
        "type": "object",
        "required": list(keys),
        "properties": {key: child(key, rows) for key in keys},
    }


def child(key: str, rows: list[Row]) -> Node:
    """The schema of one key."""
    leaf = next((row for row in rows if row.path == key), None)
    own = [row for row in rows if re.match(rf"{re.escape(key)}[.\[]", row.path)]
    if not own and leaf:
        return leaf_schema(leaf)
    is_list = own[0].path.startswith(f"{key}[]")
    prefix = f"{key}[]." if is_list else f"{key}."
    below = tree([row._replace(path=row.path.removeprefix(prefix)) for row in own])
    if is_list:
        return {"type": "array", "items": below}
    if leaf and leaf.type == "object or null":
        return {"description": leaf.meaning, "anyOf": [below, {"type": "null"}]}
    return below


def leaf_schema(row: Row) -> Node:
    """The schema of a value that is no object."""
    name = row.type.removesuffix(" or null")
    if name not in TYPES:
        raise ValueError(
            f"docs/json.md: {row.path}: {row.type} is no type. Types: {', '.join(TYPES)}"
        )
    found: Node = dict(TYPES[name])
    listed = VALUES.match(row.meaning) if name == "string" else None
    values: list[str | None] = list(re.findall(r"`([^`]*)`", listed[0])) if listed else []
    if name != row.type:
        found["type"] = [found["type"], "null"]
        values += [None] if values else []
    if values:
        found["enum"] = [value.strip('"') if value else value for value in values]
    return {"description": row.meaning, **found} if row.meaning else found
