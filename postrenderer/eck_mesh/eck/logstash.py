"""Logstash pipelines, and what they need of an Elasticsearch in elasticsearchRefs.

ECK defines PREFIX_ES_HOSTS for a pipeline, and PREFIX_ES_SSL_CERTIFICATE_AUTHORITY only while that
Elasticsearch has its TLS (pkg/controller/logstash/env.go). A pipeline that uses an undefined
variable, or that requests TLS for an http:// address, does not load.
"""

from __future__ import annotations

import re

from eck_mesh.eck.program_settings import own_settings
from eck_mesh.manifests.paths import expand, get, text
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason

FOLDER = "/usr/share/logstash/pipeline"  # of the pipeline that ECK uses by default (pipeline.go)
PLACES = ("spec.pipelines[*]", "spec.config")  # of the settings of pipelines
_COMMENT = r"(?m)^[ \t]*#.*$"  # not compiled here: few streams have a pipeline
_PLUGIN = r"\belasticsearch\s*\{"
_REQUESTS_TLS = r"\bssl(_enabled)?\s*=>\s*[\"']?true\b"


def pipelines(logstash: Manifest) -> Iterator[tuple[Path, str]]:
    """The pipelines that the resource itself holds, without their comments."""
    for place in PLACES:
        for setting in own_settings(logstash, place):
            if setting.key == "config.string" and isinstance(setting.value, str):
                yield setting.path, without_comments(setting.value)


def without_comments(pipeline: str) -> str:
    """A pipeline without the lines that are comments."""
    return re.sub(_COMMENT, "", pipeline) if "#" in pipeline else pipeline


class Span(NamedTuple):
    """A part of a pipeline's text."""

    begin: int
    end: int


def elasticsearch_plugins(pipeline: str) -> list[Span]:
    """What is between the braces of each elasticsearch plugin; one within another is part of it.

    One pass over the braces, since the text is a user's and may be long and unbalanced.
    """
    bodies = {found.end() for found in re.finditer(_PLUGIN, pipeline)}
    spans: list[Span] = []
    opened: list[int] = []
    for brace in re.finditer("[{}]", pipeline) if bodies else ():
        if brace[0] == "{":
            opened.append(brace.end())
            continue
        begin = opened.pop() if opened else 0
        if begin in bodies:
            while spans and spans[-1].begin > begin:
                spans.pop()
            spans.append(Span(begin, brace.start()))
    return spans


def tls_plugins(pipeline: str) -> list[Span]:
    """The elasticsearch plugins that request TLS themselves, whatever their addresses are."""
    return [span for span in elasticsearch_plugins(pipeline) if _requests_tls(pipeline, span)]


def _requests_tls(pipeline: str, span: Span) -> bool:
    return re.search(_REQUESTS_TLS, pipeline[span.begin : span.end]) is not None


def relies_on_tls(
    logstash: Manifest, cluster_name: str, target: Ref
) -> Iterator[tuple[Path, Reason]]:
    """The pipelines that need the TLS of a cluster. `cluster_name`: in elasticsearchRefs."""
    prefix = f"{cluster_name.replace('-', '_').upper()}_ES_"
    authority = f"${{{prefix}SSL_CERTIFICATE_AUTHORITY}}"
    hosts = re.compile(rf"\$\{{{re.escape(prefix)}HOSTS\b")
    values = {"client": logstash.ref, "target": target}
    for path, pipeline in pipelines(logstash):
        spans = tls_plugins(pipeline)
        if authority in pipeline:
            yield path, reason("pipeline-names-ca", variable=authority, **values)
        elif any(hosts.search(pipeline, span.begin, span.end) for span in spans):
            yield path, reason("pipeline-enables-tls", **values)


def unread_pipelines(logstash: Manifest) -> Iterator[tuple[Path, str]]:
    """Where the resource names pipelines that are not in the stream, in words."""
    body = logstash.body
    given = get(body, ("spec", "pipelines")) is not None
    if not given and get(body, ("spec", "pipelinesRef")) is not None:
        yield ("spec", "pipelinesRef"), "in a Secret"
    if get(body, ("spec", "configRef")) is not None:
        yield ("spec", "configRef"), "in a Secret, perhaps"
    for place in PLACES:
        for setting in own_settings(logstash, place):
            if setting.key == "path.config":
                yield setting.path, "in files"
    if given:
        return
    for path in expand(body, "spec.podTemplate.spec.containers[*].volumeMounts[*]"):
        if text(body, (*path, "mountPath")).startswith(FOLDER):
            yield path, "in a volume"
