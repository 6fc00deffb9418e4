"""VirtualServices: where their routes lead, and through which gateways.

A gateway uses `tls` routes only where it passes TLS through, and `tcp` routes elsewhere
(pilot/pkg/networking/core/gateway.go of Istio, createGatewayTCPFilterChainOpts). A match may name
gateways of its own. A VirtualService without hosts is a delegate: another one, which names the
gateways, leads to it (pilot/pkg/model/virtualservice.go).
"""

from __future__ import annotations

import itertools

from eck_mesh.istio.scoping import is_host
from eck_mesh.manifests.paths import expand, integer, items, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path

MESH = (
    "mesh"  # the gateway that stands for all sidecars; a VirtualService without gateways means it
)
DELEGATING = "?"  # the unknown gateways of a delegate
# The fields that name a host, by the protocol of the route.
DESTINATIONS = {
    "http": ("route[*].destination", "mirror", "mirrors[*].destination"),
    "tls": ("route[*].destination",),
    "tcp": ("route[*].destination",),
}


class Destination(NamedTuple):
    """Where one route leads.

    path: of the host.
    protocol: http, tls or tcp.
    port: of the Service; 0 where none is given.
    gateways: through which it leads: NAMESPACE/NAME, or mesh.
    isWhole: whether Istio finds the host. It completes names without a dot only
        (pilot/pkg/model/config.go, ResolveShortnameToFQDN).
    """

    path: Path
    protocol: str
    host: str
    port: int
    gateways: frozenset[str]
    isWhole: bool = True

    @property
    def beyond_sidecars(self) -> frozenset[str]:
        """The gateways among them, without the sidecars."""
        return self.gateways - {MESH}


def destinations(manifest: Manifest) -> Iterator[Destination]:
    """Every destination of every route of a VirtualService."""
    body, namespace = manifest.body, manifest.ref.namespace
    default = frozenset(map(str, items(body, ("spec", "gateways")))) or {MESH}
    default = default if items(body, ("spec", "hosts")) else {DELEGATING}
    for protocol, fields in DESTINATIONS.items():
        for i, route in enumerate(mappings(body, ("spec", protocol))):
            gateways = frozenset(_full(name, namespace) for name in _gateways(route, default))
            tails = list(itertools.chain.from_iterable(expand(route, one) for one in fields))
            for tail in tails:
                path: Path = ("spec", protocol, i, *tail)
                if host := text(body, (*path, "host")):
                    port = integer(body, (*path, "port", "number"))
                    is_whole = "." not in host or ".svc." in host
                    here = (*path, "host")
                    yield Destination(here, protocol, host, port, gateways, is_whole)


def names_host(manifest: Manifest, host: str) -> bool:
    """Whether a VirtualService is for a full host."""
    hosts = map(str, items(manifest.body, ("spec", "hosts")))
    return any(is_host(name, manifest.ref.namespace, host) for name in hosts)


def is_for_sidecars(manifest: Manifest) -> bool:
    """Whether sidecars read a VirtualService: it is not for gateways alone."""
    gateways = list(map(str, items(manifest.body, ("spec", "gateways")))) or [MESH]
    return MESH in gateways or any(MESH in one.gateways for one in destinations(manifest))


def _gateways(route: Body, default: set[str] | frozenset[str]) -> set[str]:
    """The gateways of one route: of each match its own, or those of the VirtualService."""
    found: set[str] = set()
    for match in mappings(route, ("match",)) or [{}]:
        found.update(map(str, items(match, ("gateways",)) or default))
    return found


def _full(name: str, namespace: str) -> str:
    """A gateway as NAMESPACE/NAME (pilot/pkg/model/config.go, resolveGatewayName)."""
    if name in (MESH, DELEGATING):
        return name
    if "/" not in name:
        own, *rest = name.split(".")
        return f"{rest[0] if rest else namespace}/{own}"
    where, _, own = name.partition("/")
    return f"{namespace if where == '.' else where}/{own}"
