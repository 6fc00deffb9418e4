"""Logstash pipelines: what they rely on of an Elasticsearch that their Logstash refers to (ECK, pkg/controller/logstash).

ECK gives a pipeline PREFIX_ES_HOSTS, and PREFIX_ES_SSL_CERTIFICATE_AUTHORITY only while that Elasticsearch has its TLS
(env.go). One that names a variable which is not there, or wants TLS of an http:// address, does not load.
"""

from __future__ import annotations

import re

from eck_mesh.eck.node_settings import own_settings
from eck_mesh.manifests.paths import expand, get
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason

FOLDER = "/usr/share/logstash/pipeline"  # where the pipeline lies that ECK takes where it is given none (pipeline.go)
_COMMENT = r"(?m)^\s*#.*$"  # not compiled here: few streams have a pipeline
_PLUGIN = r"\belasticsearch\s*\{"
_WANTS_TLS = r"\bssl(_enabled)?\s*=>\s*[\"']?true\b"


def texts(logstash: Manifest) -> Iterator[tuple[Path, str]]:
    """The pipelines that stand in the resource, without their comments."""
    for place in "spec.pipelines[*]", "spec.config":
        for _, path, key, value in own_settings(logstash, place):
            if key == "config.string" and isinstance(value, str):
                yield path, without_comments(value)


def without_comments(text: str) -> str:
    """A pipeline without the lines that are comments."""
    return re.sub(_COMMENT, "", text) if "#" in text else text


def plugins(text: str) -> Iterator[str]:
    """What stands between the braces of each elasticsearch plugin of a pipeline."""
    for found in re.finditer(_PLUGIN, text) if "{" in text else ():
        depth = 1
        for end in range(found.end(), len(text)):
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            if depth == 0:
                yield text[found.end() : end]
                break


def wants_tls(plugin: str) -> bool:
    """Whether a plugin asks for TLS itself, whatever its address says."""
    return re.search(_WANTS_TLS, plugin) is not None


def relies_on_tls(
    logstash: Manifest, cluster_name: str, target: Ref
) -> Iterator[tuple[Path, Reason]]:
    """Each pipeline that cannot do without the TLS of one cluster, named as in elasticsearchRefs."""
    prefix = f"{cluster_name.replace('-', '_').upper()}_ES_"
    authority = f"${{{prefix}SSL_CERTIFICATE_AUTHORITY}}"
    hosts = re.compile(rf"\$\{{{re.escape(prefix)}HOSTS\b")
    said = {"client": logstash.ref, "target": target}
    for path, pipeline in texts(logstash):
        if authority in pipeline:
            yield path, reason("pipeline-names-ca", variable=authority, **said)
        elif any(wants_tls(plugin) and hosts.search(plugin) for plugin in plugins(pipeline)):
            yield path, reason("pipeline-enables-tls", **said)


def unseen(logstash: Manifest) -> Iterator[tuple[Path, str]]:
    """Where pipelines lie that no one can read here."""
    given = get(logstash.body, ("spec", "pipelines")) is not None
    if not given and get(logstash.body, ("spec", "pipelinesRef")) is not None:
        yield ("spec", "pipelinesRef"), "in a Secret"
    if get(logstash.body, ("spec", "configRef")) is not None:
        yield ("spec", "configRef"), "in a Secret, perhaps"
    for place in "spec.pipelines[*]", "spec.config":
        yield from (
            (path, "in files")
            for _, path, key, _ in own_settings(logstash, place)
            if key == "path.config"
        )
    if not given:
        containers = "spec.podTemplate.spec.containers[*].volumeMounts[*]"
        mounts = (path for path in expand(logstash.body, containers))
        yield from (
            (path, "in a volume")
            for path in mounts
            if str(get(logstash.body, (*path, "mountPath"))).startswith(FOLDER)
        )
