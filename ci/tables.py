"""The tables of the program as JSON, which it loads in place of the YAML that people write."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from eck_mesh import kubeyaml

PACKAGE = Path(__file__).resolve().parent.parent / "postrenderer" / "eck_mesh"


def table_pages() -> Iterator[tuple[Path, str]]:
    """Each file with its text: a line for each row. ValueError for what JSON has no form for."""
    for path in sorted(PACKAGE.rglob("*.yaml")):
        table = kubeyaml.load(path.read_text())
        rows = (f"{json.dumps(key)}:{_compact(row)}" for key, row in table.items())
        text = "{" + ",\n".join(rows) + "}\n"
        if json.loads(text) != table:
            raise ValueError(f"{path}: keys must be strings")
        yield path.with_suffix(".json"), text


def _compact(row: object) -> str:
    return json.dumps(row, separators=(",", ":"))
