"""ServiceEntries: what a proxy is told of hosts that no Service of the cluster stands for.

| host                   | resolution | why                                            |
|------------------------|------------|------------------------------------------------|
| a name                 | DNS        | the proxy looks the name up itself             |
| a wildcard, *.NAME     | NONE       | no name to look up: the client's address stays |
| an address, or a block | NONE       | the same; its name is made up, one is needed   |

The proxy knows a name by TLS's server name or HTTP's Host. TCP has neither: every connection to the
port goes to the one host that is known there (pilot/pkg/networking/core/listener.go of Istio).
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
NO_NAME = "addresses.eck-mesh.invalid"  # after the name of a ServiceEntry for addresses


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
    protocol and set of ports. Hosts keep their order."""
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
    names = list(dict.fromkeys(one.host for one in hosts))
    spec: Body = {"hosts": names, "exportTo": [OWN], "location": "MESH_EXTERNAL", "ports": ports}
    spec["resolution"] = "NONE" if first.is_wildcard or first.is_address else "DNS"
    if first.is_address:
        spec |= {"hosts": [f"{name}.{NO_NAME}"], "addresses": names}
    return Entry(name, spec["hosts"], hosts, spec)
