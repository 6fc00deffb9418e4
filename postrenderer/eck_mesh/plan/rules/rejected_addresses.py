"""Addresses that users wrote, by which a client reaches a strict port without a mesh identity."""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.eck.services import services
from eck_mesh.mesh.clients.client_planes import has_no_identity_there
from eck_mesh.messages.reason import reason
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def why_rejected(one: Handwritten, mesh: Mesh) -> Reason | None:
    """Why strict rejects a client at an address; None where it does not."""
    if not one.is_for_agents and _is_rejected(one.client, one.target, mesh):
        return _without_sidecar(one, mesh)
    if _is_rejected_pod_address(one, mesh):
        by_https = _has_headless(one.target, mesh) and mesh.settings[one.target].tls != "istio"
        why = "plaintext-to-pod-address" if by_https else "pod-address-of-strict-port"
        return reason(why, **_values(one, mesh))
    if has_no_identity_there(one, mesh):
        service = next(named.name for named in services(mesh.manifests[one.target]))
        return reason("pod-address-in-ambient", **_values(one, mesh), service=service)
    return None


def _is_rejected(client: Ref, target: Ref, mesh: Mesh) -> bool:
    """Whether a client has no sidecar, and its target accepts nobody without one."""
    strict = mesh.mode(target) == "strict"
    return strict and not mesh.is_inside(client) and not mesh.outside.of_http_ports(target)


def _is_rejected_pod_address(one: Handwritten, mesh: Mesh) -> bool:
    """Whether the sidecar of a client sends no mutual TLS to the address of a pod, which a strict
    port rejects: to pods without a headless Service, and plain HTTP, a module's default, to all."""
    host = one.address.host
    is_about_it = host.is_discovered and (host.port > 0 or one.module)
    if not (is_about_it and mesh.plane(one.target).injects):
        return False
    if mesh.mode(one.target) != "strict" or mesh.outside.of_http_ports(one.target):
        return False
    is_plain = host.scheme == "http" or bool(one.module and not one.address.tls)
    has_no_tls = host.port > 0 and one.target in mesh.without_tls
    return is_plain or has_no_tls or not _has_headless(one.target, mesh)


def _has_headless(target: Ref, mesh: Mesh) -> bool:
    """Whether ECK gives the pods of a resource a headless Service."""
    return any(service.headless for service in kind_of(mesh.manifests[target]).services)


def _values(one: Handwritten, mesh: Mesh) -> dict[str, object]:
    """What sentences about an address name: its target, and where the target's settings are."""
    own = OwnSettings(one.target, mesh.settings[one.target])
    return {"host": one.address.host, "target": one.target, "settings": own}


def _without_sidecar(one: Handwritten, mesh: Mesh) -> Reason:
    """What helps: the target admits clients without a sidecar, over the TLS that ECK has there."""
    target, port = kind_of(mesh.manifests[one.target]), one.address.host.port
    has_tls = target.httpTls or any(service.port == port for service in target.services)
    why = "address-of-strict-port" if has_tls else "address-of-strict-port-without-eck-tls"
    references = kind_of(mesh.manifests[one.client]).references
    if one.target.kind in [reference.kind for reference in references]:
        why = "address-instead-of-reference"
    return reason(why, **_values(one, mesh))
