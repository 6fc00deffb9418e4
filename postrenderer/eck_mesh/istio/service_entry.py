"""ServiceEntries: what makes hosts outside the cluster known to a proxy.

| host                   | resolution | why                                            |
|------------------------|------------|------------------------------------------------|
| a name                 | DNS        | the proxy looks the name up itself             |
| a wildcard, *.NAME     | NONE       | no name to look up: the client's address stays |
| an address, or a block | NONE       | the same; its name is made up, one is needed   |
| a name, by TCP         | NONE       | the same, for every address on the port        |

The proxy knows a name by TLS's server name or HTTP's Host. TCP has neither: a ServiceEntry that
looks a name up would send every connection to the port to that one host, also those of other pods
of the namespace that mean another one (pilot/pkg/networking/core/listener.go; test_egress).
"""

from __future__ import annotations

from eck_mesh.istio.scoping import OWN
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.paths import Body

PROTOCOLS = ("TLS", "HTTPS", "HTTP", "TCP")
TCP = "TCP"
WILDCARD = "*."
NO_NAME = (
    "eck-mesh.invalid"  # after the name of a ServiceEntry whose hosts have no names for a proxy
)


class OutsideHost(NamedTuple):
    """A host outside the cluster. host: a name in lower case, *.NAME, an address or a block."""

    host: str
    ports: tuple[int, ...]
    protocol: str

    def __str__(self) -> str:
        return f"{self.host}:{', '.join(map(str, self.ports))}"

    @property
    def is_wildcard(self) -> bool:
        return self.host.startswith(WILDCARD)

    @property
    def is_address(self) -> bool:
        return is_address(self.host)

    @property
    def has_name(self) -> bool:
        """Whether a proxy can tell it by its name."""
        return self.protocol != TCP


class Entry(NamedTuple):
    """One ServiceEntry. names: the hosts by which Sidecars list it. hosts: what it is for."""

    name: str
    names: list[str]
    hosts: list[OutsideHost]
    spec: Body


def is_address(host: str) -> bool:
    """Whether a host is an IP address, or a block of them."""
    from ipaddress import ip_network

    try:
        ip_network(host, strict=False)
    except ValueError:
        return False
    return True


def entries_for(prefix: str, hosts: Iterable[OutsideHost]) -> Iterator[Entry]:
    """The ServiceEntries for hosts, with names that begin with a prefix: one for each kind of host,
    protocol and set of ports. The order of the hosts decides nothing."""
    groups: dict[str, list[OutsideHost]] = {}
    for one in hosts:
        words = [prefix, *_words(one), *map(str, one.ports)]
        groups.setdefault("-".join(words), []).append(one)
    for name, members in groups.items():
        yield _entry(name, members)


def _words(one: OutsideHost) -> list[str]:
    if one.is_address:
        return ["addresses"]
    return ["wildcard"] * one.is_wildcard + [one.protocol.lower()]


def _entry(name: str, hosts: list[OutsideHost]) -> Entry:
    first = hosts[0]
    word = first.protocol.lower()
    ports = [
        {"number": port, "name": f"{word}-{port}", "protocol": first.protocol}
        for port in first.ports
    ]
    names = sorted({one.host for one in hosts})
    shown = names if first.has_name else [f"{name}.{NO_NAME}"]
    spec: Body = {"hosts": shown, "exportTo": [OWN], "location": "MESH_EXTERNAL", "ports": ports}
    spec["resolution"] = "DNS" if first.has_name and not first.is_wildcard else "NONE"
    if first.is_address:
        spec["addresses"] = names
    return Entry(name, spec["hosts"], hosts, spec)
