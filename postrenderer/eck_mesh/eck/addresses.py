"""Addresses in user-defined settings: URLs, and hosts whose scheme is in a setting next to them."""

from __future__ import annotations

from eck_mesh.eck.hosts import CALLED_HTTPS, hosts_in, with_variables
from eck_mesh.eck.logstash.pipelines import may_be_pipeline, without_comments
from eck_mesh.manifests.facts import fact
from eck_mesh.manifests.paths import get, strings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.hosts import Host
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

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


@fact
def addresses_in(manifest: Manifest, start: Path) -> list[Address]:
    """Every address below a path of a manifest that a program connects to.

    Addresses have a scheme, a port, or a Service's longer name, or are in a setting called host(s).
    """
    return list(_addresses(manifest.body, list(strings(get(manifest.body, start), start))))


def _addresses(body: Body, texts: Texts) -> Iterator[Address]:
    """The addresses in these strings of a body."""
    names = _variable_names(texts, body)
    variables = {names[path]: value for path, value in texts if path in names}
    protocols: dict[str, Path] | None = None
    for path, value in texts:
        key = names.get(path) or dotted(path)
        setting = key.rstrip("0123456789.")
        is_host = setting.lower().endswith(("host", "hosts"))
        is_text = ":" in value or ".svc" in value or may_be_pipeline(value)
        if not (is_host or is_text) or setting.lower().endswith(_LINKS):
            continue
        if protocols is None:
            protocols = _protocols(texts)
        beside = protocols.get(setting.removesuffix("hosts").removesuffix("host"))
        for host, tls, is_named in _hosts_of(path, value, variables):
            if host.scheme or host.port or is_host or is_named or ".svc" in host.name:
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


def _hosts_of(
    path: Path, value: str, variables: dict[str, str]
) -> Iterator[tuple[Host, Path | None, bool]]:
    """What may be an address in one string, the path where the string says TLS, and whether a
    setting of a pipeline says that it is an address."""
    if not may_be_pipeline(value):
        for host in hosts_in(with_variables(without_comments(value), variables)):
            yield host, path if _by_name(host) else None, False
        return
    from eck_mesh.eck.logstash.addresses import pipeline_words  # few streams have a pipeline

    for word, requests, is_named in pipeline_words(value):
        for host in hosts_in(with_variables(word, variables)):
            yield host, path if requests or _by_name(host) else None, is_named


def _by_name(host: Host) -> bool:
    """Whether an address itself says TLS."""
    return host.scheme == "https" or host.port == CALLED_HTTPS


def dotted(path: Path) -> str:
    """A path as a setting is written."""
    return ".".join(map(str, path))
