"""The tables that are part of this program: YAML files beside the module that reads them."""

from __future__ import annotations

import os

from eck_mesh.kubeyaml.loader import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def read_table(loader: Any, module_file: str, name: str) -> dict[str, Any]:
    """The table `name` from the folder of `module_file`, through that module's own loader, which
    also reads from a zip."""
    text = loader.get_data(os.path.join(os.path.dirname(module_file), name))
    table: dict[str, Any] = load(text.decode())
    return table


def frozen_row(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a table as a record takes it: its lists as tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
