"""What pipelines need of the TLS of an Elasticsearch in elasticsearchRefs.

ECK defines PREFIX_ES_HOSTS for a pipeline, and PREFIX_ES_SSL_CERTIFICATE_AUTHORITY only while that
Elasticsearch has its TLS (pkg/controller/logstash/env.go). A pipeline that uses an undefined
variable, or that requests TLS for an http:// address, does not load.
"""

from __future__ import annotations

from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.eck.logstash.pipelines import pipelines, requests_tls, without_comments
from eck_mesh.eck.logstash.plugins import plugin_connection
from eck_mesh.eck.logstash.syntax import words
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.logstash.syntax import Plugin
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason


def prefix_of(cluster_name: str) -> str:
    """How the names of ECK's variables for a clusterName of elasticsearchRefs begin."""
    return f"{cluster_name.replace('-', '_').upper()}_ES_"


def hosts_variable(cluster_name: str) -> str:
    """The variable that holds the addresses of an Elasticsearch, as pipelines write it."""
    return f"${{{prefix_of(cluster_name)}HOSTS}}"


def relies_on_tls(
    logstash: Manifest, cluster_name: str, target: Ref
) -> Iterator[tuple[Path, Reason]]:
    """The pipelines that need the TLS of a cluster. `cluster_name`: in elasticsearchRefs."""
    authority = f"${{{prefix_of(cluster_name)}SSL_CERTIFICATE_AUTHORITY}}"
    hosts = hosts_variable(cluster_name)
    values = {"client": logstash.ref, "target": target}
    for path, pipeline in pipelines(logstash):
        plugins = parse_pipeline(pipeline)
        if plugins is None:
            bare = without_comments(pipeline)
            names, why = authority in bare, "pipeline-enables-tls"
            needs = hosts[:-1] in bare and requests_tls(bare)
        else:
            names = any(authority in word for plugin in plugins for word in _words(plugin))
            why = next((_need(one, hosts) for one in plugins if _need(one, hosts)), "")
            needs = bool(why)
        if names:
            yield path, reason("pipeline-names-ca", variable=authority, **values)
        elif needs:
            yield path, reason(why, **values)


def _words(plugin: Plugin) -> Iterator[str]:
    for attribute in plugin.attributes:
        yield from (value.word for value in words(attribute.value))


def _need(plugin: Plugin, hosts: str) -> str:
    """Why a plugin needs the TLS of the cluster whose addresses a variable holds, by the message's
    id; "" if it does not."""
    connection = plugin_connection(plugin)
    if connection is None or not any(hosts[:-1] in host.word for host in connection.hosts):
        return ""
    if any(one.name == "api_key" for one in plugin.attributes):
        return "pipeline-uses-api-key"
    return "pipeline-enables-tls" if connection.enables_tls else ""
