"""mesh.allow: clients that mesh.authorization allows in addition to those that the stream shows.

```yaml
allow:
  - from: {namespaces: [shop], serviceAccounts: [shop/frontend], resources: [Kibana/main]}
    to: {ports: [9200]}
```
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import items, mapping
from eck_mesh.messages.reason import reason
from eck_mesh.settings.setting_types import check_port, refuse_type
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.paths import Body

SETTING = "mesh.allow"
KEYS = ("from", "to")
_NAME = r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?"
# What an entry of each list looks like, as a pattern and in words.
SOURCES = {
    "namespaces": (_NAME, "the name of a namespace"),
    "serviceAccounts": (f"{_NAME}/{_NAME}", "NAMESPACE/NAME"),
    "resources": (r"[A-Za-z]+(/[a-z0-9.-]+){1,2}", "Kind/name or Kind/namespace/name"),
}


def check_allow(entries: Sequence[object], where: str) -> None:
    """UserError for an entry that is wrong, or that names nobody."""
    for i, entry in enumerate(entries):
        setting = f"{SETTING}[{i}]"
        block = _mapping(entry, setting, KEYS, where)
        sources = _mapping(block.get("from", {}), f"{setting}.from", SOURCES, where)
        for key in sources:
            _check_names(key, sources, f"{setting}.from.{key}", where)
        if not any(sources.values()):
            why = reason("allow-names-nobody", setting=setting, known=", ".join(SOURCES))
            raise UserError.from_reason(why, where=where)
        to = _mapping(block.get("to", {}), f"{setting}.to", ("ports",), where)
        _check_ports(to, f"{setting}.to.ports", where)


def allowed_names(entry: Body, key: str) -> list[str]:
    """The namespaces, serviceAccounts or resources of an entry."""
    return [str(name) for name in items(mapping(entry, ("from",)), (key,))]


def allowed_ports(entry: Body) -> list[int]:
    """The ports of an entry; [] for all."""
    return [port for port in items(entry, ("to", "ports")) if isinstance(port, int)]


def _mapping(value: object, setting: str, known: Sequence[str] | Body, where: str) -> Body:
    if value is None:
        return {}
    if not isinstance(value, dict):
        refuse_type(setting, "a mapping", value, where)
    for key in value:
        if key not in known:
            why = reason("unknown-setting", setting=f"{setting}.{key}", known=", ".join(known))
            raise UserError.from_reason(why, where=where)
    return {key: one for key, one in value.items() if one is not None}


def _check_names(key: str, sources: Body, setting: str, where: str) -> None:
    names, (pattern, words) = sources[key], SOURCES[key]
    if not isinstance(names, list):
        refuse_type(setting, "a list", names, where)
    for i, name in enumerate(names):
        if not (isinstance(name, str) and re.fullmatch(pattern, name)):
            refuse_type(f"{setting}[{i}]", words, name, where)


def _check_ports(to: Body, setting: str, where: str) -> None:
    ports = to.get("ports", [])
    if not isinstance(ports, list):
        refuse_type(setting, "a list", ports, where)
    for i, port in enumerate(ports):
        check_port(port, f"{setting}[{i}]", where)
