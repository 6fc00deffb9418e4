"""Routes of the stream by which clients connect to a resource with TLS of their own."""

from __future__ import annotations

from eck_mesh.eck.services import http_ports, services
from eck_mesh.istio.gateway import carries_bytes
from eck_mesh.manifests.kinds import ISTIO_GATEWAY
from eck_mesh.manifests.manifest import Ref
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.routes.ingress import ANNOTATIONS, tls_annotation
from eck_mesh.messages.reason import reason
from eck_mesh.plan.rules.tls.tls_requirements import Requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.mesh.routes.istio_routes import IstioRoute


def required_by_routes(manifest: Manifest, mesh: Mesh) -> Iterator[Requirement]:
    """What passes the TLS of clients through to a resource, or makes a gateway use TLS."""
    for route in _to_http_ports(manifest, mesh):
        if route.destination.protocol == "tls":
            yield _requirement(route, "route-passes-tls-through")
    for policy, path in mesh.exposure.tls_policies(manifest):
        service = text(policy.body, path)
        why = reason("policy-makes-gateways-use-tls", policy=policy.ref, service=service)
        yield Requirement(policy.ref, path, why)
    for holder, where in _annotated(manifest, mesh):
        place = tls_annotation(holder.body, where)
        if place:
            why = reason("annotation-makes-controllers-use-tls", annotation=place[-1])
            yield Requirement(holder.ref, place, why)


def assumed_of_routes(manifest: Manifest, mesh: Mesh) -> Iterator[Requirement]:
    """The routes that forward what arrives at a gateway as it is: TLS, or not."""
    for route in _to_http_ports(manifest, mesh):
        one = route.destination
        if one.protocol == "tcp" and any(_is_opaque(name, mesh) for name in one.beyond_sidecars):
            yield _requirement(route, "route-forwards-bytes")


def _annotated(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Manifest, Path]]:
    """The manifests that hold annotations of Services for a resource, with the path of these."""
    for named in services(manifest):
        if named.template and named.service.role == "http":
            yield manifest, (*named.template, *ANNOTATIONS)
    for service, ports in mesh.exposure.services_selecting(manifest.ref):
        if set(ports).intersection(http_ports(manifest)):
            yield service, ANNOTATIONS


def _to_http_ports(manifest: Manifest, mesh: Mesh) -> Iterator[IstioRoute]:
    served = set(http_ports(manifest))
    for route in mesh.exposure.istio_routes(manifest):
        if served.intersection(route.ports):
            yield route


def _is_opaque(name: str, mesh: Mesh) -> bool:
    """Whether a gateway may carry TLS in a tcp route: unless its servers show otherwise."""
    gateway = mesh.manifests.get(Ref(*ISTIO_GATEWAY.identity, *name.partition("/")[::2]))
    return gateway is None or carries_bytes(gateway)


def _requirement(route: IstioRoute, message: str) -> Requirement:
    why = reason(message, route=route.ref, host=route.destination.host)
    return Requirement(route.ref, route.destination.path, why)
