"""Where a Logstash has its pipelines, and what a text of pipelines says without being read."""

from __future__ import annotations

from eck_mesh.eck.program_settings import own_settings
from eck_mesh.manifests.paths import expand, get, text
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path

FOLDER = "/usr/share/logstash/pipeline"  # of the pipeline that ECK uses by default (pipeline.go)
PLACES = ("spec.pipelines[*]", "spec.config")  # of the settings of pipelines
_COMMENT = r"(?m)^[ \t]*#.*$"
_REQUESTS_TLS = r"\bssl(_enabled)?\s*=>\s*[\"']?true\b"


def pipelines(logstash: Manifest) -> Iterator[tuple[Path, str]]:
    """The pipelines that the resource itself holds."""
    for place in PLACES:
        for setting in own_settings(logstash, place):
            if setting.key == "config.string" and isinstance(setting.value, str):
                yield setting.path, setting.value


def may_be_pipeline(value: str) -> bool:
    """Whether a string looks like a pipeline, or contains one."""
    return "=>" in value and "{" in value


def without_comments(pipeline: str) -> str:
    """A text without the lines that are comments."""
    return re.sub(_COMMENT, "", pipeline) if "#" in pipeline else pipeline


def requests_tls(pipeline: str) -> bool:
    """Whether any plugin in a text that is not read requests TLS itself."""
    return re.search(_REQUESTS_TLS, pipeline) is not None


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
