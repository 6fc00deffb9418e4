"""Templates in extraObjects: results in place of what only eck-stack's templates understand."""

from __future__ import annotations

import json
import re

from eck_mesh import kubeyaml
from eck_mesh.manifests.paths import get, items, mapping
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.convert.findings import Findings
    from eck_mesh.manifests.paths import Body, Path

ACTION = re.compile(r"{{.*?}}", re.DOTALL)
BLOCK = re.compile(r"{{-?\s*(if|range|with|define|block|else|end)\b")
NAMED = re.compile(
    r'\b(?:include|template)\s+"(?P<prefix>[\w.-]+)\.(?P<what>fullname|name)"\s+[.$]'
)
VALUE = re.compile(r"(?<![\w)])\$?\.Values\.(?P<path>[\w.]+)")
CHART_NAME = re.compile(r"(?<![\w)])\$?\.Chart\.Name\b")
# What is left of these, only eck-stack knows; .Values.global is the same in eck-mesh's chart.
FOREIGN = re.compile(
    r"\.Values\.(?!global\b)|\.Values\b(?!\.)|\b(include|template)\b|\.(Chart|Files|Subcharts)\b"
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
SEPARATOR = re.compile(r"(?m)^---(?:[ \t].*)?$")


class Names(NamedTuple):
    """What the templates of one chart of eck-stack know.

    templates: the prefix of its named templates. path: of its values among all values.
    """

    chart: str
    templates: str
    name: str
    fullname: str
    values: Body
    path: Path


def extra_objects(names: Names, findings: Findings) -> Iterator[tuple[str, object]]:
    """Each object of extraObjects with a key: a mapping, or a text with templates."""
    place = ("extraObjects",)
    listed, mapped = items(names.values, place), mapping(names.values, place)
    found: list[tuple[str | int, object]] = [*enumerate(listed), *mapped.items()]
    for key, item in found:
        path = (*names.path, "extraObjects", key)
        label = f"{names.chart}-{key + 1 if isinstance(key, int) else key}"
        documents = _documents(item, path, findings) if isinstance(item, str) else [item]
        for number, document in enumerate(documents):
            suffix = f"-{number + 1}" if len(documents) > 1 else ""
            yield label + suffix, _resolved(document, names, path, findings)


def _documents(text: str, path: Path, findings: Findings) -> list[str]:
    """The documents in a text, of which eck-mesh's chart wants one."""
    found = [part for part in SEPARATOR.split(text) if part.strip()]
    if len(found) > 1 and BLOCK.search(text):
        findings.refuse(path, reason("several-documents"))
    return found


def _resolved(document: object, names: Names, path: Path, findings: Findings) -> object:
    """The object without what only eck-stack's templates understand."""
    if not isinstance(document, str):
        return document
    if "{{" not in document:
        return _as_mapping(document)

    def resolve(match: re.Match[str]) -> str:
        action = _with_results(match[0], names)
        if FOREIGN.search(STRING.sub("", COMMENT.sub("", action))):
            findings.refuse(path, reason("template-of-eck-stack", action=match[0]))
        return action

    return ACTION.sub(resolve, document).strip("\n") + "\n"


def _with_results(action: str, names: Names) -> str:
    """An action with texts in place of names and values of eck-stack."""

    def named(match: re.Match[str]) -> str:
        result = names.fullname if match["what"] == "fullname" else names.name
        return _quoted(result) if match["prefix"] == names.templates and result else match[0]

    def value(match: re.Match[str]) -> str:
        found = get(names.values, tuple(match["path"].split(".")))
        if match["path"].startswith("global") or found is None or isinstance(found, dict | list):
            return match[0]
        return _quoted(found) if isinstance(found, str) else kubeyaml.text_of(found)

    action = VALUE.sub(value, NAMED.sub(named, action))
    return CHART_NAME.sub(_quoted(names.chart), action)


def _quoted(text: str) -> str:
    """A text as templates have it."""
    return json.dumps(text, ensure_ascii=False)


def _as_mapping(document: str) -> object:
    """What is no template as the mapping that it is; anything else as it came."""
    try:
        found = kubeyaml.load(document)
    except kubeyaml.Error:
        return document
    return found if isinstance(found, dict) else document


def escaped(value: object) -> object:
    """The value with each {{ as text, since extraObjects are templates."""
    if isinstance(value, str):
        return value.replace("{{", "{{ `{{` }}")
    if isinstance(value, list):
        return [escaped(one) for one in value]
    if isinstance(value, dict):
        return {key: escaped(one) for key, one in value.items()}
    return value
