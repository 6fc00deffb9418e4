"""What is fuzzed, each with what must hold of any bytes at all. None of this needs atheris.

Every target lets a UserError pass, which is an answer. Everything else that is raised is a finding.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from eck_mesh import kubeyaml
from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.errors import UserError
from eck_mesh.manifests.documents.objects import objects_in
from eck_mesh.manifests.documents.reader import read_manifests
from eck_mesh.manifests.documents.stream import Document, decode, split
from eck_mesh.manifests.kinds import READ, SERVICE
from eck_mesh.manifests.manifest import Ref
from eck_mesh.marks import ECK, LOCK, SETTINGS
from eck_mesh.plan.render import render
from eck_mesh.report.as_json import report_as_json
from eck_mesh.report.diff import diff
from eck_mesh.report.explain import explain
from eck_mesh.report.resource_report import report_of
from eck_mesh.settings.mode_given import check_mode_given
from eck_mesh.settings.settings import Flags, settings_of_annotation
from eck_mesh.settings.settings_file import settings_of_file
from tests.support.streams import STACK

REF = Ref(f"kibana{ECK}", "Kibana", "prod", "kb")
# The first byte of an input of `filter` selects the flags.
FLAGS = (
    Flags(),
    Flags(mode="strict", namespace="prod"),
    Flags(mode="strict", namespace="prod", block={"tls": "istio"}, override=True),
    Flags(mode="permissive", block={"egress": "registryOnly", "authorization": True}),
    Flags(mode="excluded", namespace="prod"),
    Flags(mode="strict", block={"dataPlane": "ambient"}, override=True, expectClosed=True),
)


def reader(data: bytes) -> None:
    """Bytes to documents: together they are the input, what is read agrees with a full parse, and
    what a dump writes is read as the same values."""
    text = decode(data)
    documents = list(split(text))
    assert "".join(document.text for document in documents) == text
    read = {manifest.number for manifest in read_manifests(documents)}
    for document in documents:
        found = _bodies(document)
        missed = [body for body in found if _matters(body)]
        assert not missed or document.number in read, f"not read: {missed}"
        with contextlib.suppress(kubeyaml.Error):  # a key that is no string
            for body in found:
                written = kubeyaml.dump(body)
                assert _typed(kubeyaml.load(written)) == _typed(body), written
                assert kubeyaml.dump(kubeyaml.load(written)) == written


def _bodies(document: Document) -> list[Any]:
    with contextlib.suppress(UserError):
        return [body for _, body in objects_in(document)]
    return []


def _matters(body: Any) -> bool:
    """Whether an object is of a kind that is always read; the NOTES.txt of helm-unittest is no object."""
    version = body.get("apiVersion")
    group = version.rpartition("/")[0] if isinstance(version, str) else ""
    kind = body.get("kind")
    identity = (group.removesuffix(LOCK), kind if isinstance(kind, str) else "")
    return identity != SERVICE.identity and (identity[0].endswith(ECK) or identity in READ)


def _typed(value: Any) -> Any:
    """The value with the types and texts of its leaves: to Python 1, 1.0 and true are equal."""
    if isinstance(value, dict):
        return [(key, _typed(inner)) for key, inner in value.items()]
    if isinstance(value, list):
        return list(map(_typed, value))
    return (
        value is None,
        isinstance(value, bool),
        isinstance(value, str),
        kubeyaml.text_of(value) if not isinstance(value, str) else value,
    )


def settings(data: bytes) -> None:
    """Bytes as the annotation of a locked resource, and as a settings file."""
    text = decode(data)
    with contextlib.suppress(UserError):
        settings_of_annotation(text, REF)
        body = {
            "apiVersion": f"{REF.group}{LOCK}/v1",
            "kind": REF.kind,
            "metadata": {"name": REF.name, "annotations": {SETTINGS: text}},
            "spec": {"version": "9.4.3"},
        }
        render(json.dumps(body), Flags())
    with contextlib.suppress(kubeyaml.Error):
        found = settings_of_file(kubeyaml.load(text), "--settings")
        render(STACK, Flags(block=found.block, resources=found.resources))


def pipeline(data: bytes) -> None:
    """Bytes as a Logstash pipeline: what is read is inside the text, in order, and a Logstash that
    holds it can be planned."""
    text = decode(data)
    end = 0
    for plugin in parse_pipeline(text) or ():
        assert end <= plugin.begin < plugin.end <= len(text)
        end = plugin.end
    logstash = {
        "apiVersion": f"logstash{ECK}/v1alpha1",
        "kind": "Logstash",
        "metadata": {"name": "ls", "namespace": "prod"},
        "spec": {
            "version": "9.4.3",
            "elasticsearchRefs": [{"name": "es", "clusterName": "es"}],
            "pipelines": [{"pipeline.id": "main", "config.string": text}],
        },
    }
    render(f"{STACK}---\n{json.dumps(logstash)}", Flags(mode="strict", block={"tls": "istio"}))


def filter_(data: bytes) -> None:
    """Bytes as a stream, after a byte that selects flags: what is not touched leaves as it came, a
    second run changes nothing, and every report can be written."""
    flags = FLAGS[data[0] % len(FLAGS)] if data else Flags()
    text = decode(data[1:])
    check_mode_given_to(text)
    rendering = render(text, flags)
    written = rendering.text
    changed = {manifest.number for manifest in rendering.changed}
    for document in rendering.documents:
        assert document.number in changed or document.text in written
    if not rendering.changes_anything:
        assert written == text
    if LOCK not in text or flags == Flags():  # a flag may say more than a lock did
        assert render(written, flags).text == written, "a second run changes it"
    report = report_of(rendering, ())
    explain(report)
    report_as_json(report)
    diff(rendering)


def check_mode_given_to(text: str) -> None:
    """What the filter asks without flags; its refusal is not of interest here."""
    with contextlib.suppress(UserError):
        check_mode_given(text)


Target = Callable[[bytes], None]
TARGETS: dict[str, Target] = {
    "reader": reader,
    "settings": settings,
    "pipeline": pipeline,
    "filter": filter_,
}


def holds(target: Target, data: bytes) -> None:
    """Run a target; a UserError is an answer, if it names no bug."""
    try:
        target(data)
    except UserError as error:
        if "bug of eck-mesh" in str(error):
            raise AssertionError(str(error)) from error


def seeds() -> Iterator[bytes]:
    """Nothing, and what no mutation of text would find soon."""
    yield from (b"", b"\xef\xbb\xbf", b"\xff\xfe-\x00", b"\x00", b"---\n", b"...\n%YAML 1.2\n---\n")
