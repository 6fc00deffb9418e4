"""Addresses in user-defined settings: URLs, and hosts whose scheme is in a setting next to them."""

from __future__ import annotations

import bisect

from eck_mesh.eck import logstash
from eck_mesh.eck.hosts import CALLED_HTTPS, hosts_in, with_variables
from eck_mesh.manifests.paths import get, strings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.hosts import Host
    from eck_mesh.manifests.paths import Path

    Texts = list[tuple[Path, str]]

# Settings that are shown or compared, and that nobody connects to: links and allowed origins.
_LINKS = ("publicbaseurl", "external_url", "alloworigin", "allow-origin", "allow_origins")


class Address(NamedTuple):
    """One address.

    key: its path with dots, as a setting is written; of an environment variable its name.
    tls: the path that says that the connection uses TLS, or None.
    """

    path: Path
    key: str
    host: Host
    tls: Path | None


def addresses_in(body: object, start: Path) -> Iterator[Address]:
    """Every address below a path that a program connects to.

    Addresses have a scheme, a port, or a Service's longer name, or are in a setting called host(s).
    """
    texts = list(strings(get(body, start), start))
    names = _variable_names(texts, body)
    variables = {names[path]: value for path, value in texts if path in names}
    protocols: dict[str, Path] | None = None
    for path, value in texts:
        key = names.get(path) or dotted(path)
        setting = key.rstrip("0123456789.")
        is_host = setting.lower().endswith(("host", "hosts"))
        if not (is_host or ":" in value or ".svc" in value) or setting.lower().endswith(_LINKS):
            continue
        if protocols is None:
            protocols = _protocols(texts)
        beside = protocols.get(setting.removesuffix("hosts").removesuffix("host"))
        for host, tls in _hosts_of(path, with_variables(value, variables)):
            if host.scheme or host.port or is_host or ".svc" in host.name:
                said = beside if is_host and not host.scheme else None
                yield Address(path, key, host, tls or said)


def _variable_names(texts: Texts, body: object) -> dict[Path, str]:
    """The names of environment variables by the paths of their values."""
    found = {}
    for path, _ in texts:
        if path[-3:-2] == ("env",) and path[-1] == "value":
            found[path] = text(body, (*path[:-1], "name"))
    return found


def _protocols(texts: Texts) -> dict[str, Path]:
    """The settings that say https of the hosts next to them: {hosts: [a], protocol: https}."""
    found = {}
    for path, value in texts:
        key = dotted(path)
        if value.lower() == "https" and key.endswith(".protocol"):
            found[key.removesuffix("protocol")] = path
    return found


def _hosts_of(path: Path, value: str) -> Iterator[tuple[Host, Path | None]]:
    """What may be an address in one string, and the path where the string says TLS."""
    pipeline = logstash.without_comments(value)
    plugins = logstash.tls_plugins(pipeline)
    begins = [span.begin for span in plugins]
    for host in hosts_in(pipeline):
        plugin = bisect.bisect_right(begins, host.begin) - 1
        in_plugin = plugin >= 0 and host.end <= plugins[plugin].end
        by_name = host.scheme == "https" or host.port == CALLED_HTTPS
        yield host, path if by_name or in_plugin else None


def dotted(path: Path) -> str:
    """A path as a setting is written."""
    return ".".join(map(str, path))
