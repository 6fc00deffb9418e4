"""The parts of eck-stack that a release has, each with its values and the name of its resource."""

from __future__ import annotations

import re

from eck_mesh.convert.charts import STACK, TABLE
from eck_mesh.convert.helm_values import Values, with_defaults
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.manifests.shape import differences
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.convert.charts import Chart
    from eck_mesh.convert.findings import Findings
    from eck_mesh.convert.references import Keys
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.manifests.shape import Shape

LONGEST = 63  # of eck-stack's names
NAME = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")  # of a resource in eck-mesh's chart


class Part(NamedTuple):
    """One chart of a release, which makes one resource.

    path: of its values among all values. values: with its defaults. given: without them. name: of
    the resource.
    """

    chart: Chart
    path: Path
    values: Body
    given: Body
    name: str


class Context(NamedTuple):
    """What a conversion knows besides the values of one part.

    keys: of the resources of this release, by section and name.
    """

    keys: Keys
    findings: Findings


def parts_of_stack(values: Values, release: str, findings: Findings) -> list[Part]:
    """The parts that are on in the values of eck-stack."""
    found = []
    for chart in TABLE.charts.values():
        given = mapping(values.body, (chart.name,))
        if chart.name in values.body and not isinstance(values.body[chart.name], dict):
            why = reason("wrong-type", wanted="a mapping", found="something else")
            findings.refuse((chart.name,), why)
            continue
        defaults = {"enabled": chart.enabled, **chart.defaults, **chart.stack}
        effective = given if values.complete else with_defaults(given, defaults)
        if get(effective, ("enabled",)) is not False:
            path = (chart.name,)
            found.append(_part(Part(chart, path, effective, given, ""), release, findings))
        elif not values.complete and given.keys() - {"enabled"}:
            findings.note((chart.name,), "part-is-off")
    return found


def parts_of_chart(name: str, values: Values, release: str, findings: Findings) -> list[Part]:
    """The only part of a release of a chart that is installed alone."""
    chart, given = TABLE.charts[name], values.body
    effective = given if values.complete else with_defaults(given, chart.defaults)
    return [_part(Part(chart, (), effective, given, ""), release, findings)]


def full_name(chart_name: str, values: Body, release: str) -> str:
    """The name that these charts make; "" if it depends on the release and no release is given."""
    override = text(values, ("fullnameOverride",))
    base = text(values, ("nameOverride",)) or chart_name
    if not override and not release:
        return ""
    full = override or (release if base in release else f"{release}-{base}")
    return full[:LONGEST].removesuffix("-")


def check_keys(values: Values, findings: Findings) -> None:
    """Find values at the top that eck-stack does not read, or of a wrong type."""
    _check_types(values.body, TABLE.stack, (), findings)
    for key in values.body:
        if key in TABLE.charts or key in TABLE.stack or key == "extraObjects":
            continue
        if key.startswith("eck-") and get(values.body, (key, "enabled")) is True:
            findings.refuse((key,), reason("unknown-part", version=TABLE.version))
        else:
            findings.note((key,), "value-is-ignored", chart=STACK, version=TABLE.version)


def _part(part: Part, release: str, findings: Findings) -> Part:
    """The part with its name, and its values checked."""
    shape = part.chart.shape
    shape = {**shape, "spec": shape} if part.chart.spec else shape
    _check_types(part.values, shape, part.path, findings)
    name = full_name(part.chart.name, part.values, release)
    if not name:
        findings.refuse(part.path, reason("release-not-given"))
    elif not NAME.fullmatch(name):
        findings.refuse(part.path, reason("name-cannot-be-kept", name=name))
    return part._replace(name=name)


def _check_types(values: Body, shape: Shape, path: Path, findings: Findings) -> None:
    for place, why in differences(values, shape):
        findings.refuse((*path, *place), why)
    extra = get(values, ("extraObjects",))
    if not isinstance(extra, dict | list | None):
        why = reason("wrong-type", wanted="a list or a mapping", found="something else")
        findings.refuse((*path, "extraObjects"), why)
