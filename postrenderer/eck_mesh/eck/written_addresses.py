"""Addresses in settings, whatever their schemes are: with the port and the protocol they mean.

eck/addresses.py looks for connections by HTTP to resources of the stream; this module looks for
every host that a program may connect to.
"""

from __future__ import annotations

from eck_mesh.eck.egress_table import EGRESS
from eck_mesh.eck.logstash.pipelines import without_comments
from eck_mesh.manifests.paths import strings
from eck_mesh.manifests.whole_number import whole_number
from eck_mesh.record import NamedTuple
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.eck.egress_table import Bare
    from eck_mesh.eck.program_settings import Setting
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Path

# Lengths have limits: without them a string of many openings takes time by its square.
_URL = (
    r"\b([a-z][a-z0-9+]{1,15})://(?:[^/@\s\"']{0,250}@)?"
    r"(\[[0-9a-f:.]{2,50}\]|[a-z0-9][a-z0-9._-]{0,252})(?::(\d{1,5})(?!\d))?"
)
_NAME = r"[a-z0-9](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63}){0,20}"
_BARE = rf"(\[[0-9a-f:.]{{2,50}}\]|{_NAME})(?::(\d{{1,5}}))?"
_IN_TEXT = rf"(?<![\w./@:-])({_NAME}\.[a-z][a-z0-9-]{{1,62}}):(\d{{2,5}})(?!\d)"
_QUOTED = r"[\"']([^\"'\s]{1,253})[\"']"
_BETWEEN = r"\s{0,200}(?:\w{1,50}\s{0,20}=>\s{0,20}\S{1,200}\s{1,200})??"
_PLUGIN = (
    rf"\bhost\s{{0,20}}=>\s{{0,20}}{_QUOTED}{_BETWEEN}port\s{{0,20}}=>\s{{0,20}}[\"']?(\d{{1,5}})"
)

_VARIABLE_URL = r"://(?:[^/@\s\"']{0,250}@)?\$[{(]([^})\s]{1,99})[})]"
_VARIABLE_HOST = r"(?:://|^|,)\s*\$[{(]([^})\s]{1,99})[})]"
_KNOWN = r"(?i)_ES_HOSTS$|hostname|pod_?(ip|name)"
_LOCAL = ("localhost", "0.0.0.0", "::1", "::")  # noqa: S104 - where programs connect to
PIPELINE = "config.string"


class Written(NamedTuple):
    """An address that a user wrote. host: in lower case; port: 0 where nothing shows it.

    key: of the setting. bare: without a scheme.
    """

    ref: Ref
    path: Path
    key: str
    host: str
    port: int
    protocol: str
    bare: bool = False


def addresses_of(setting: Setting, ports: Mapping[str, object]) -> Iterator[Written]:
    """The addresses in the value of a setting, without the pod's own.

    ports: the values of the settings that are called port, by their keys.
    """
    for path, value in strings(setting.value, setting.path):
        below = ".".join(map(str, path[len(setting.path) :]))
        key = f"{setting.key}.{below}" if below else setting.key
        if is_link(key):
            continue
        for found in _in_string(without_comments(value), key, ports):
            name = found[0].strip("[]").rstrip(".").lower()
            if name not in _LOCAL and not name.startswith("127."):
                port, protocol, bare = found[1:]
                yield Written(setting.ref, path, key, name, port, protocol, bare)


def unread_variables(setting: Setting) -> Iterator[tuple[Path, str]]:
    """The variables in the value of a setting that stand for a host which no manifest shows.

    Not those of the pod itself, and those that ECK defines for a Logstash (env.go).
    """
    for path, value in strings(setting.value, setting.path):
        below = ".".join(map(str, path[len(setting.path) :]))
        key = f"{setting.key}.{below}" if below else setting.key
        if is_link(key) or "$" not in value:
            continue
        pattern = _VARIABLE_URL if _bare_row(key) is None else _VARIABLE_HOST
        for found in re.finditer(pattern, value):
            if not re.search(_KNOWN, found[1]):
                yield path, found[1]


def is_link(key: str) -> bool:
    """Whether nobody here connects to the addresses in a setting."""
    lower = f".{key.lower()}."
    return any(f".{word.lower()}." in lower for word in EGRESS.links)


def _in_string(
    value: str, key: str, ports: Mapping[str, object]
) -> Iterator[tuple[str, int, str, bool]]:
    """Host, port, protocol, and whether it is without a scheme."""
    urls = list(re.finditer(_URL, value, re.IGNORECASE))
    for found in urls:
        scheme, host, port = found.groups("")
        row = EGRESS.schemes.get(scheme.lower())
        if row:
            is_proxy = key.lower().rstrip("0123456789.").endswith(EGRESS.proxies)
            protocol = "TCP" if is_proxy and row.protocol == "HTTP" else row.protocol
            yield host, whole_number(str(port or row.port)), protocol, False
        elif port:
            yield host, whole_number(port), "TCP", False
    if key.endswith(PIPELINE):
        for pattern in (_IN_TEXT, _PLUGIN):
            for found in re.finditer(pattern, value, re.IGNORECASE):
                yield found[1], whole_number(found[2]), "TCP", True
        return
    row_of_key = _bare_row(key)
    if urls or row_of_key is None:
        return
    for word in re.split(r"[,\s]+", value):
        found_bare = re.fullmatch(_BARE, word, re.IGNORECASE)
        if found_bare:
            host, port = found_bare.groups("")
            yield (
                host,
                whole_number(str(port or row_of_key.port or _beside(key, ports))),
                row_of_key.protocol,
                True,
            )


def _bare_row(key: str) -> Bare | None:
    """The row for a setting; an index at the end of a key does not count."""
    setting = key.lower().rstrip("0123456789.")
    for row in EGRESS.bare:
        if setting == row.key.lower() or setting.endswith("." + row.key.lower()):
            return row
    return None


def _beside(key: str, ports: Mapping[str, object]) -> int:
    """The port in the setting beside a host: smtp.port beside smtp.host."""
    setting = key.rstrip("0123456789.")
    value = str(ports.get(setting.rpartition(".")[0] + ".port", ""))
    return int(value) if value.isdecimal() and len(value) < 6 else 0
