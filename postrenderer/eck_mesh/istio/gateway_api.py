"""Routes and Gateways of the Gateway API: where the routes lead, and through which Gateways.

A Gateway of the stream shows whether it is one of Istio's, whose pods are in the mesh, and whether
it ends TLS; mesh.gateway names others of Istio's. A parent of kind Service stands for the sidecars.
"""

from __future__ import annotations

from eck_mesh.istio.virtual_service import MESH, Destination
from eck_mesh.manifests.paths import expand, integer, mappings, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.manifests.manifest import Manifest

    Named = frozenset[tuple[str, str]]  # Gateways by namespace and name

ONLY_GRPC = frozenset(("GRPCRoute",))  # kinds of routes whose requests are gRPC
PROTOCOLS = {"HTTPRoute": "http", "GRPCRoute": "http", "TLSRoute": "tls", "TCPRoute": "tcp"}
BACKENDS = ("spec.rules[*].backendRefs[*]", "spec.rules[*].filters[*].requestMirror.backendRef")
CLASSES = ("istio", "istio-remote", "istio-waypoint", "istio-east-west")  # those of Istio itself


class Gateways(NamedTuple):
    """Gateways of the Gateway API.

    shown: those of the stream, by NAMESPACE/NAME.
    named: those that users declare as Istio's, by namespace and name; "" for all of a namespace
        that are not in the stream.
    """

    shown: Mapping[str, Manifest]
    named: Named = frozenset()

    def has_of_istio(self, name: str) -> bool:
        """Whether a Gateway NAMESPACE/NAME is surely one of Istio's."""
        namespace, _, own = name.partition("/")
        if name == MESH or (namespace, own) in self.named:
            return True
        if name not in self.shown:
            return (namespace, "") in self.named
        return text(self.shown[name].body, ("spec", "gatewayClassName")) in CLASSES


class Parent(NamedTuple):
    """A Gateway that a route belongs to: NAMESPACE/NAME, or mesh; listener: its name, or ""."""

    gateway: str
    listener: str


def route_destinations(route: Manifest, gateways: Gateways) -> Iterator[Destination]:
    """Every Service that a route leads to; none where its Gateways end TLS before a tls route.

    Of an http route only Gateways that are surely Istio's count.
    """
    protocol, every = PROTOCOLS[route.ref.kind], parents(route)
    if protocol != "http" and every and all(_ends_tls(parent, gateways) for parent in every):
        return
    names = {parent.gateway for parent in every}
    if protocol == "http":
        names = {name for name in names if gateways.has_of_istio(name)}
    for field in BACKENDS:
        for path in expand(route.body, field):
            name = text(route.body, (*path, "name"))
            if name and text(route.body, (*path, "kind"), "Service") == "Service":
                namespace = text(route.body, (*path, "namespace"), route.ref.namespace)
                port = integer(route.body, (*path, "port"))
                host = f"{name}.{namespace}"
                yield Destination((*path, "name"), protocol, host, port, frozenset(names))


def parents(route: Manifest) -> list[Parent]:
    """The Gateways that a route belongs to."""
    found = []
    for parent in mappings(route.body, ("spec", "parentRefs")):
        namespace = text(parent, ("namespace",), route.ref.namespace)
        name = f"{namespace}/{text(parent, ('name',))}"
        if text(parent, ("kind",)) == "Service":
            name = MESH
        found.append(Parent(name, text(parent, ("sectionName",))))
    return found


def leads_through_istio(route: Manifest, gateways: Gateways) -> bool:
    """Whether all Gateways of a route are Istio's, whose pods are in the mesh."""
    every = parents(route)
    return bool(every) and all(gateways.has_of_istio(parent.gateway) for parent in every)


def _ends_tls(parent: Parent, gateways: Gateways) -> bool:
    """Whether every listener for a route ends TLS itself: by default they do."""
    gateway = gateways.shown.get(parent.gateway)
    modes = []
    for listener in mappings(gateway.body, ("spec", "listeners")) if gateway else ():
        protocol, name = text(listener, ("protocol",)), text(listener, ("name",))
        if protocol in ("TLS", "TCP") and parent.listener in ("", name):
            modes.append(text(listener, ("tls", "mode"), "Terminate") if protocol == "TLS" else "")
    return bool(modes) and set(modes) == {"Terminate"}
