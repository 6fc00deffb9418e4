"""Addresses in what users wrote: URLs, and hosts whose scheme stands beside them or nowhere."""

from __future__ import annotations

import re

from eck_mesh.eck import logstash as pipelines
from eck_mesh.manifests.paths import strings
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.paths import Path

_ADDRESS = r"(?:(https?)://(?:[^/@\s]*@)?)?\b([a-z0-9][a-z0-9.-]*)(?::(\d+))?"


class Address(NamedTuple):
    """One address. key: its place with dots, as a setting is written; port: 0 where none is given.

    tls: where it is said that it is dialed by TLS, or None.
    """

    path: Path
    key: str
    scheme: str
    host: str
    port: int
    tls: Path | None


def addresses_in(body: Any, start: Path) -> Iterator[Address]:
    """Every address below a place: with a scheme; with a port; by a Service's longer name; or as a setting called host(s).
    In texts with a hyphen only, as every Service of ECK's has one in its name."""
    texts = list(strings(body, start))
    if not any("-" in text for _, text in texts):
        return
    # As Beats and Agents say it of all their hosts: {hosts: [a, b], protocol: https}.
    said = [(dotted(path), path) for path, text in texts if text.lower() == "https"]
    beside = {key.removesuffix("protocol"): path for key, path in said if key.endswith(".protocol")}
    for path, text in texts:
        if "-" not in text:
            continue
        key = dotted(path)
        setting = key.rstrip("0123456789.")
        named = setting.endswith(("host", "hosts"))
        whole = pipelines.without_comments(text)
        asking = [plugin for plugin in pipelines.plugins(whole) if pipelines.wants_tls(plugin)]
        for scheme, host, port in re.findall(_ADDRESS, whole, re.IGNORECASE):
            if scheme or port or named or ".svc" in host:
                tls = (
                    path
                    if scheme.lower() == "https" or any(host in plugin for plugin in asking)
                    else None
                )
                if not scheme and not tls:
                    tls = beside.get(setting.removesuffix("hosts").removesuffix("host"))
                yield Address(
                    path, key, scheme.lower(), host.lower().rstrip("."), int(port or 0), tls
                )


def dotted(path: Path) -> str:
    """A place as a setting is written."""
    return ".".join(map(str, path))
