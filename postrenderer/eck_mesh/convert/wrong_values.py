"""Values that are not those of the chart that was named."""

from __future__ import annotations

from eck_mesh.convert.charts import STACK, TABLE, section_of
from eck_mesh.eck.kinds import KINDS
from eck_mesh.errors import UserError
from eck_mesh.marks import ECK
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Body

OWN = ("mesh", "podDefaults", "commonLabels")  # values that only eck-mesh's chart has


def check_chart(values: Body, chart: str) -> None:
    """UserError for values of another chart: eck-stack would ignore all of them."""
    sections = {section_of(kind) for kind, row in KINDS.items() if row.group.endswith(ECK)}
    ours = [key for key in values if key in sections or key in OWN]
    if ours:
        raise UserError.from_reason(
            reason("values-of-eck-mesh", keys=first_of(ours)), where=ours[0]
        )
    if chart != STACK:
        parts = [key for key in values if key in TABLE.charts]
        if parts:
            why = reason("values-of-eck-stack", keys=first_of(parts))
            raise UserError.from_reason(why, where=parts[0])
        return
    if STACK in values:
        raise UserError.from_reason(reason("values-of-parent-chart"), where=STACK)
    strange = [key for key in values if key not in TABLE.charts and key not in TABLE.stack]
    fitting = [name for name in TABLE.charts if strange and _has_any(name, strange)]
    if fitting and not values.keys() & TABLE.charts.keys():
        why = reason("values-of-a-part", charts=first_of(fitting))
        raise UserError.from_reason(why, where=strange[0])


def _has_any(name: str, keys: list[str]) -> bool:
    chart = TABLE.charts[name]
    return any(key in (*chart.fields, *chart.holders, "spec") for key in keys)
