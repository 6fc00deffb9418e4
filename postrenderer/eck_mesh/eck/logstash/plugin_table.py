"""The table plugins.yaml, loaded and checked."""

from __future__ import annotations

from eck_mesh.eck.logstash.plugins import read_row
from eck_mesh.tables import read_table

ROWS = {
    name: read_row(row)
    for name, row in read_table(__loader__, __file__, "plugins.yaml").items()  # type: ignore[name-defined]
}
