"""The values of eck-stack, or of one of its charts alone, as values of eck-mesh's chart."""

from __future__ import annotations

from eck_mesh import kubeyaml
from eck_mesh.convert.charts import STACK, TABLE
from eck_mesh.convert.entry import entry_of
from eck_mesh.convert.findings import Findings
from eck_mesh.convert.helm_values import read_values
from eck_mesh.convert.ignored import find_ignored
from eck_mesh.convert.objects import check_account, objects_of
from eck_mesh.convert.parts import Context, check_keys, full_name, parts_of_chart, parts_of_stack
from eck_mesh.convert.templates import Names, extra_objects
from eck_mesh.convert.wrong_values import check_chart
from eck_mesh.manifests.paths import get, mapping, text
from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eck_mesh.convert.helm_values import Values
    from eck_mesh.convert.parts import Part
    from eck_mesh.helm.client import ValuesFile
    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason

HEAD = """\
# Values of eck-mesh's chart, made by `eck-mesh convert {chart}`. They are yours to change. Keep the
# names: under another name a resource would be a new one.
"""
VERSION = "version"
ALWAYS_THERE = ("elasticsearch", "kibana")  # eck-mesh's chart makes one of each if nothing is said


class Converted(NamedTuple):
    """Values of eck-mesh's chart, and what there is to say about them."""

    text: str
    notes: list[Reason]


def convert_values(files: Iterable[ValuesFile], chart: str, release: str) -> Converted:
    """The values files of a chart, as one. UserError with everything that cannot be converted."""
    values, findings = read_values(files), Findings()
    check_chart(values.body, chart)
    if chart == STACK:
        check_keys(values, findings)
        parts = parts_of_stack(values, release, findings)
    else:
        parts = parts_of_chart(chart, values, release, findings)
    findings.check()
    keys = {(part.chart.section, part.name): part.chart.key for part in parts}
    context = Context(keys, findings)
    body = _sections(parts, context)
    shared = _global_values(values, findings)
    if shared:
        body["global"] = shared
    extra = dict(_extra_objects(parts, findings))
    if chart == STACK:
        extra.update(_objects_of_stack(values, release, findings))
    if extra:
        body["extraObjects"] = extra
    _note_defaults(parts, values, findings)
    findings.check()
    return Converted(HEAD.format(chart=chart) + kubeyaml.dump(body), findings.notes)


def _sections(parts: Sequence[Part], context: Context) -> Body:
    """The sections, below the version that the release has in common."""
    sections: Body = {}
    for part in parts:
        find_ignored(part, context.findings)
        check_account(part, context.findings)
        sections.setdefault(part.chart.section, {})[part.chart.key] = entry_of(part, context)
    for section in ALWAYS_THERE:
        sections.setdefault(section, {"default": {"enabled": False}})
    shared = [part for part in parts if not part.chart.ownVersion]
    entries = [sections[part.chart.section][part.chart.key] for part in shared]
    versions = [entry[VERSION] for entry in entries if VERSION in entry]
    if not versions:
        return sections
    common = max(dict.fromkeys(versions), key=versions.count)
    for entry in entries:
        if entry.get(VERSION) == common:
            del entry[VERSION]
    return {VERSION: common, **sections}


def _extra_objects(parts: Iterable[Part], findings: Findings) -> Iterator[tuple[str, object]]:
    for part in parts:
        yield from objects_of(part, findings)
        chart = part.chart
        name = text(part.values, ("nameOverride",)) or chart.name
        known = Names(chart.name, chart.templates, name, part.name, part.values, part.path)
        yield from extra_objects(known, findings)


def _objects_of_stack(
    values: Values, release: str, findings: Findings
) -> Iterator[tuple[str, object]]:
    name = text(values.body, ("nameOverride",)) or STACK
    full = full_name(STACK, values.body, release)
    return extra_objects(Names(STACK, STACK, name, full, values.body, ()), findings)


def _global_values(values: Values, findings: Findings) -> Body:
    """What extraObjects may read, without what would change the pods."""
    found = {}
    for key, value in mapping(values.body, ("global",)).items():
        if key in TABLE.globalOfOurs:
            findings.note(("global", key), "global-value-is-read")
        else:
            found[key] = value
    return found


def _note_defaults(parts: Iterable[Part], values: Values, findings: Findings) -> None:
    """Note the parts whose version is the default of one version of eck-stack."""
    if values.complete:
        return
    silent = [part.chart.name for part in parts if not _has_version(part)]
    if silent:
        names = first_of(silent)
        note = reason("version-is-a-default", charts=names, version=TABLE.version)
        findings.notes.append(note)


def _has_version(part: Part) -> bool:
    return any(get(part.given, path) for path in ((VERSION,), ("spec", VERSION)))
