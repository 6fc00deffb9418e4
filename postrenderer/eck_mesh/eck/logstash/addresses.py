"""The words of a pipeline that may hold addresses."""

from __future__ import annotations

from eck_mesh.eck.logstash.parser import parse_pipeline
from eck_mesh.eck.logstash.pipelines import requests_tls, without_comments
from eck_mesh.eck.logstash.plugins import plugin_connection
from eck_mesh.eck.logstash.syntax import words
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class Word(NamedTuple):
    """A word of a pipeline.

    requests_tls: whether the plugin around it requests TLS for addresses without a scheme.
    is_address: whether it is in a setting that holds addresses.
    """

    text: str
    requests_tls: bool
    is_address: bool


def pipeline_words(text: str) -> Iterator[Word]:
    """The words of a text that looks like a pipeline; the whole text, where it is not read."""
    plugins = parse_pipeline(text)
    if plugins is None:
        bare = without_comments(text)
        yield Word(bare, requests_tls(bare), is_address=False)
        return
    for plugin in plugins:
        connection = plugin_connection(plugin)
        requests = connection is not None and connection.enables_tls
        named = {host.begin for host in connection.hosts} if connection else set()
        for attribute in plugin.attributes:
            for word in words(attribute.value):
                yield Word(word.word, requests, word.begin in named)
