"""The tables that are part of this program: people write them as YAML, beside the module that reads
them; `make docs` writes each as JSON (ci/tables.py), which loads thirty times as fast."""

from __future__ import annotations

import os

from eck_mesh.json_text import parse_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read_table(loader: Any, module_file: str, name: str) -> dict[str, Any]:
    """The table `name`, a file .yaml, from the folder of `module_file`, through that module's own
    loader, which also reads from a zip."""
    path = os.path.join(os.path.dirname(module_file), name.removesuffix("yaml") + "json")
    table: dict[str, Any] = parse_json(loader.get_data(path).decode())
    return table


def frozen_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table as a record takes it: its lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
