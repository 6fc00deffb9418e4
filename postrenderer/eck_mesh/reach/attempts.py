"""Every connection that is asked about: which client tries which way to a resource."""

from __future__ import annotations

from eck_mesh.eck.containers import probed_ports
from eck_mesh.eck.services import http_ports, inbound_bypass_ports, role_ports
from eck_mesh.istio.annotations import REWRITE, YES
from eck_mesh.istio.names import PROXY_PORTS
from eck_mesh.mesh.clients.mesh_clients import services_named
from eck_mesh.reach.attempt import by_pod_address, by_pod_name, by_service
from eck_mesh.reach.gateways import of_gateways
from eck_mesh.reach.origins import (
    any_outside_origin,
    api_server_origin,
    kubelet_origin,
    meshed_origins,
    operator_origins,
    resource_origin,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.reach.attempt import Attempt, Origin
    from eck_mesh.reach.callers import Caller
    from eck_mesh.reach.pods import PodSet
    from eck_mesh.reach.target import TargetResource


def attempts(target: TargetResource, callers: Sequence[Caller], mesh: Mesh) -> Iterator[Attempt]:
    """All for one resource: of known clients what they do, of any other pod each way there is.

    callers: the resources that connect to it.
    """
    if not target.manifest.is_operator:
        for origin in operator_origins(target, mesh):
            yield from _of_operator(origin, target)
    yield from _of_api_server(target)
    for caller in callers:
        yield from _of_resource(caller, target, mesh)
    yield from _of_kubelet(target)
    yield from of_gateways(target, mesh)
    known = [caller.manifest for caller in callers]
    known += [mesh.manifests[ref] for ref in mesh.outside.operators_of(target.ref)]
    for origin in (*meshed_origins(target, known, mesh), any_outside_origin()):
        yield from _of_any(origin, target, mesh)


def _of_operator(origin: Origin, target: TargetResource) -> Iterator[Attempt]:
    """The operator connects to the names of pods where they have some, and to Services."""
    served = http_ports(target.manifest)  # a nodeSet's Service has other ports too
    for listing in target.listings:
        if listing.for_operator and listing.role == "http" and listing.pod_port in served:
            how = by_pod_name if listing.names_pods else by_service
            yield how(origin, listing)


def _of_api_server(target: TargetResource) -> Iterator[Attempt]:
    """It calls the operator's webhook."""
    if target.manifest.is_operator:
        for port in sorted(inbound_bypass_ports(target.manifest)):
            yield by_pod_address(api_server_origin(), port)


def _of_resource(caller: Caller, target: TargetResource, mesh: Mesh) -> Iterator[Attempt]:
    """What a resource connects to by references and addresses, and the nodes of one cluster."""
    manifest, origin = caller.manifest, resource_origin(caller.manifest, mesh)
    if manifest.ref == target.ref:
        for listing in target.listings:
            if listing.role == "transport":
                yield by_pod_address(origin, listing.pod_port)
        return
    named = {role: services_named(manifest, target.manifest, role, mesh) for role in caller.roles}
    for listing in target.listings:
        names = named.get(listing.role or "http", set())
        is_named = listing.service in names or (listing.is_default and "" in names)
        if is_named or (listing.service, listing.number) in caller.ports:
            yield by_service(origin, listing)
    if "transport" in caller.roles:
        for port in sorted(role_ports(target.manifest, "transport")):
            yield by_pod_address(origin, port)


def _of_kubelet(target: TargetResource) -> Iterator[Attempt]:
    """Its probes by HTTP and TCP; a sidecar's agent answers them instead of the program.

    Where the labels of the namespace decide whether there is a sidecar, the program is asked: that
    connection is then unknown, as it should be.
    """
    answered = all(map(_some_have_sidecar, target.worlds))
    every = [pods.annotations for world in target.worlds for pods in world]
    rewritten = all(one.get(REWRITE, "true") in YES for one in every)
    for port in probed_ports(target.manifest):
        yield by_pod_address(kubelet_origin(), PROXY_PORTS[0] if answered and rewritten else port)


def _some_have_sidecar(world: list[PodSet]) -> bool:
    return any(pods.has_sidecar for pods in world)


def _of_any(origin: Origin, target: TargetResource, mesh: Mesh) -> Iterator[Attempt]:
    """Every Service, every name of pods and every known port of theirs."""
    for listing in target.listings:
        yield by_service(origin, listing)
    for listing in target.listings:
        if listing.names_pods:
            yield by_pod_name(origin, listing)
    for port in target.ports(mesh):
        yield by_pod_address(origin, port)
    for port in mesh.exposure.udp_ports(target.manifest):
        yield by_pod_address(origin, port)._replace(is_udp=True)
    if any(map(_some_have_sidecar, target.worlds)):
        for port in PROXY_PORTS:
            yield by_pod_address(origin, port)
