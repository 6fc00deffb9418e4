"""What has to change in Logstash pipelines so that they lead to an Elasticsearch by http.

A change replaces the scheme of an address, or removes a whole setting, and leaves every other
character of the pipeline.
"""

from __future__ import annotations

from eck_mesh.eck.hosts import hosts_in
from eck_mesh.eck.logstash.needs import hosts_variable
from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.eck.logstash.pipelines import pipelines
from eck_mesh.eck.logstash.plugins import is_https, plugin_connection
from eck_mesh.eck.references import references
from eck_mesh.manifests.paths import text as text_at
from eck_mesh.mesh.addresses.address_edits import ADDRESS, Edit, to_http
from eck_mesh.mesh.addresses.certain_addresses import is_certain, is_meshed
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.logstash.plugins import PluginConnection
    from eck_mesh.eck.logstash.syntax import Attribute
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh


class _Pipeline(NamedTuple):
    """One pipeline of a Logstash, and the Elasticsearch that loses its TLS.

    variables: ECK's own for the addresses of that Elasticsearch.
    """

    client: Manifest
    path: Path
    text: str
    target: Ref
    variables: list[str]
    mesh: Mesh


def pipeline_edits(target: Ref, client: Manifest, mesh: Mesh) -> Iterator[Edit]:
    """The edits in the pipelines of one client, where everything about a plugin is certain."""
    names = [
        text_at(client.body, (*one.path, "clusterName"))
        for one in references(client)
        if one.target == target
    ]
    variables = [hosts_variable(name) for name in names if name]
    for path, text in pipelines(client):
        pipeline = _Pipeline(client, path, text, target, variables, mesh)
        for plugin in parse_pipeline(text) or ():
            connection = plugin_connection(plugin)
            if connection and _is_sure(connection, pipeline):
                yield from _edits(connection, pipeline)


def _is_sure(connection: PluginConnection, pipeline: _Pipeline) -> bool:
    """Whether a plugin leads to the target alone, and everything about it is certain."""
    if connection.is_unsure or not connection.is_about_tls:
        return False
    return all(_leads_there(host.word, connection.row.port, pipeline) for host in connection.hosts)


def _leads_there(word: str, port: int, pipeline: _Pipeline) -> bool:
    """Whether a word is ECK's variable for the target, or surely an address of it."""
    client, mesh = pipeline.client.ref, pipeline.mesh
    if word in pipeline.variables:
        return is_meshed(client, 0, mesh)
    if not re.fullmatch(ADDRESS, word, re.IGNORECASE):
        return False
    host = next(hosts_in(word))
    meant = (host.scheme, host.name, host.port)
    places = mesh.addresses.by_place.get((client, pipeline.path), [])
    found = [one for one in places if one.address.host[2:] == meant]
    default = 0 if host.scheme else port  # by a scheme the port may be 443
    return bool(found) and all(
        one.target == pipeline.target and is_certain(one, default, mesh, [client]) for one in found
    )


def _edits(connection: PluginConnection, pipeline: _Pipeline) -> Iterator[Edit]:
    client, path = pipeline.client.ref, pipeline.path
    why = reason("address-without-tls", target=pipeline.target)
    for host in connection.hosts:
        if is_https(host.word):
            yield to_http(client, path, host.start, why)
    for run in _runs(connection.tls, pipeline.text):
        yield Edit(client, path, *_whole(run, pipeline.text), "", why)


def _runs(settings: list[Attribute], text: str) -> list[tuple[int, int]]:
    """Where settings begin and end, those in one that have only blanks between them."""
    found: list[tuple[int, int]] = []
    for one in settings:
        begin = one.begin
        if found and not text[found[-1][1] : begin].strip(" \t\r\n"):
            begin = found.pop()[0]
        found.append((begin, one.end))
    return found


def _whole(run: tuple[int, int], text: str) -> tuple[int, int]:
    """What to remove with settings: their lines, or the blanks that are then too many."""
    begin, end = run
    line = text.rfind("\n", 0, begin) + 1
    before = text[line:begin]
    rest = re.compile(r"[ \t]*(\r?\n)?").match(text, end)
    after = rest.end() if rest else end
    if not before.strip(" \t"):
        return (line if rest and rest[1] else begin), after
    return line + len(before.rstrip(" \t")), end
