"""The connections of Logstash's plugins: the table plugins.yaml, and what a plugin says of each."""

from __future__ import annotations

from eck_mesh.eck.logstash.syntax import words
from eck_mesh.record import NamedTuple
from eck_mesh.tables import frozen_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.logstash.syntax import Attribute, Plugin, Value
    from eck_mesh.manifests.paths import Body


class Row(NamedTuple):
    """One row of the table, which says what each setting means."""

    hosts: tuple[str, ...]
    enables: tuple[str, ...] = ()
    tls: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    port: int = 0


class PluginConnection(NamedTuple):
    """The settings of a plugin that the table knows.

    hosts: the words that hold addresses. tls: the settings that concern TLS alone.
    enables_tls: whether addresses without a scheme use TLS.
    is_unsure: whether a setting is there with which nothing is changed.
    """

    row: Row
    hosts: list[Value]
    tls: list[Attribute]
    enables_tls: bool
    is_unsure: bool

    @property
    def is_about_tls(self) -> bool:
        """Whether anything in the plugin is about TLS."""
        return bool(self.tls) or any(is_https(host.word) for host in self.hosts)


def is_https(address: str) -> bool:
    """Whether an address has the scheme https."""
    return address.lower().startswith("https://")


def read_row(row: Body) -> Row:
    """One row. TypeError for a key that no record has."""
    return Row(**frozen_row(row))


def plugin_connection(plugin: Plugin) -> PluginConnection | None:
    """The connection of a plugin; None for one that is in no row, or names no address."""
    row = _rows().get(plugin.name)
    if row is None:
        return None
    hosts: list[Value] = []
    tls: list[Attribute] = []
    enables = unsure = False
    for one in plugin.attributes:
        if one.name in row.hosts:
            hosts += _addresses(one.value)
        elif one.name in row.tls:
            tls.append(one)
            enables = enables or (one.name in row.enables and one.value.word.lower() == "true")
        elif one.name in row.unsure:
            unsure = unsure or one.value.word.lower() != "false"
    return PluginConnection(row, hosts, tls, enables, unsure) if hosts else None


def _addresses(value: Value) -> Iterator[Value]:
    """The words of an address setting; in a hash, each string and each url in a hash there."""
    if not value.attributes:
        yield from words(value)
    for one in value.attributes:
        inner = one.value.attributes
        found = [each.value for each in inner if each.name == "url"] if inner else [one.value]
        for each in found:
            yield from words(each)


def _rows() -> dict[str, Row]:
    """The table, read where a stream has a pipeline."""
    from eck_mesh.eck.logstash.plugin_table import ROWS

    return ROWS
