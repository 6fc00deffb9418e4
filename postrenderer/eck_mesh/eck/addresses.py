"""Addresses in user-defined settings: URLs, and hosts whose scheme is in a setting next to them."""

from __future__ import annotations

import bisect
import re

from eck_mesh.eck import logstash
from eck_mesh.manifests.paths import strings
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.paths import Path

_ADDRESS = r"(?:(https?)://(?:[^/@\s]*@)?)?\b([a-z0-9][a-z0-9.-]*)(?::(\d{1,5})(?!\d))?"


class Address(NamedTuple):
    """One address.

    key: its path with dots, as a setting is written.
    port: 0 where none is given.
    tls: the path that says that the connection uses TLS, or None.
    """

    path: Path
    key: str
    scheme: str
    host: str
    port: int
    tls: Path | None


def addresses_in(body: object, start: Path) -> Iterator[Address]:
    """Every address below a path.

    Addresses have a scheme, a port, or a Service's longer name, or are in a setting called host(s).
    Only strings with a hyphen are read, since the name of every Service that ECK creates has one.
    """
    texts = list(strings(body, start))
    if not any("-" in text for _, text in texts):
        return
    protocols = _protocols(texts)
    for path, text in texts:
        if "-" in text:
            yield from _addresses_of(path, text, protocols)


def _protocols(texts: list[tuple[Path, str]]) -> dict[str, Path]:
    """The settings that say https of the hosts next to them: {hosts: [a], protocol: https}."""
    found = {}
    for path, text in texts:
        key = dotted(path)
        if text.lower() == "https" and key.endswith(".protocol"):
            found[key.removesuffix("protocol")] = path
    return found


def _addresses_of(path: Path, text: str, protocols: dict[str, Path]) -> Iterator[Address]:
    key = dotted(path)
    setting = key.rstrip("0123456789.")
    is_host = setting.endswith(("host", "hosts"))
    beside = protocols.get(setting.removesuffix("hosts").removesuffix("host"))
    pipeline = logstash.without_comments(text)
    plugins = logstash.tls_plugins(pipeline)
    begins = [span.begin for span in plugins]
    for found in re.finditer(_ADDRESS, pipeline, re.IGNORECASE):
        scheme, host, port = found.groups("")
        if not (scheme or port or is_host or ".svc" in host):
            continue
        plugin = bisect.bisect_right(begins, found.start()) - 1
        in_plugin = plugin >= 0 and found.end() <= plugins[plugin].end
        tls = path if scheme.lower() == "https" or in_plugin else None if scheme else beside
        yield Address(path, key, scheme.lower(), host.lower().rstrip("."), int(port or 0), tls)


def dotted(path: Path) -> str:
    """A path as a setting is written."""
    return ".".join(map(str, path))
