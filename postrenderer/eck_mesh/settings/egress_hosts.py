"""mesh.egressHosts: the hosts outside the cluster that users declare.

```yaml
egressHosts:
  - host: hooks.slack.com
  - {host: kafka.example.com, ports: [9092], protocol: TCP}
  - {host: 169.254.169.254, ports: [80], protocol: TCP}
```
"""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.istio.service_entry import PROTOCOLS, TCP, OutsideHost, is_address
from eck_mesh.manifests.paths import items, text
from eck_mesh.messages.reason import reason
from eck_mesh.settings.setting_types import check_port, refuse_type
from eck_mesh.standard import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.paths import Body

SETTING = "mesh.egressHosts"
KEYS = ("host", "ports", "protocol")
PORTS, PROTOCOL = (443,), "TLS"  # of an entry that gives none
_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"  # as istiod accepts it in a ServiceEntry
_NAME = rf"(\*\.)?({_LABEL}\.)*{_LABEL}"
PORTS_WANTED = "a list of numbers of ports"


def check_egress_hosts(entries: list[object], where: str) -> None:
    """UserError for an entry that names no host, no port or no protocol."""
    for i, entry in enumerate(entries):
        place = f"{SETTING}[{i}]"
        if not isinstance(entry, dict):
            refuse_type(place, "a mapping", entry, where)
        _check_entry(entry, place, where)


def _check_entry(entry: Body, place: str, where: str) -> None:
    for key in entry:
        if key not in KEYS:
            why = reason("unknown-setting", setting=f"{place}.{key}", known=", ".join(KEYS))
            raise UserError.from_reason(why, where=where)
    host = entry.get("host")
    if not is_host(text(entry, ("host",))):
        refuse_type(
            f"{place}.host", "a DNS name, *.NAME, an IP address or a block of them", host, where
        )
    ports = entry.get("ports", [*PORTS])
    if not isinstance(ports, list) or not ports:
        refuse_type(f"{place}.ports", PORTS_WANTED, ports or "", where)
    for i, port in enumerate(ports):
        check_port(port, f"{place}.ports[{i}]", where)
    found = outside_host(entry)
    if found.protocol not in PROTOCOLS:
        choices = ", ".join(PROTOCOLS)
        setting = {"setting": f"{place}.protocol", "value": found.protocol}
        why = reason("setting-has-unknown-value", choices=choices, **setting)
        raise UserError.from_reason(why, where=where)
    by_address = found.protocol == TCP
    if (found.is_address and not by_address) or (found.is_wildcard and by_address):
        raise UserError.from_reason(reason("host-needs-protocol", setting=place), where=where)


def is_host(host: str) -> bool:
    """Whether a text is a host of an OutsideHost, in any case."""
    return bool(re.fullmatch(_NAME, host.lower())) or is_address(host)


def outside_host(entry: Body) -> OutsideHost:
    """An entry of the setting; an address without a protocol is TCP."""
    host = text(entry, ("host",)).lower()
    protocol = text(entry, ("protocol",)) or (TCP if is_address(host) else PROTOCOL)
    return OutsideHost(host, tuple(items(entry, ("ports",)) or PORTS), protocol)


def declared_hosts(entries: Iterable[Body]) -> list[OutsideHost]:
    """The hosts that users declare."""
    return [outside_host(entry) for entry in entries]
