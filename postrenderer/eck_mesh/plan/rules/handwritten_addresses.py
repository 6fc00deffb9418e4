"""Addresses that users wrote by hand: ECK rewrites only the addresses that it generates itself.

| client            | connects to                  | is refused                               |
|-------------------|------------------------------|------------------------------------------|
| without a sidecar | a strict port                | unless something else admits this client |
| any               | a port without TLS, by https | always; the address is never rewritten   |
"""

from __future__ import annotations

from eck_mesh.eck.addresses import addresses_in
from eck_mesh.eck.fleet import service_of_host
from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import mapping, strings
from eck_mesh.mesh.ingress import dials_tls
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.addresses import Address
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

FLEET = "xpack.fleet"  # settings of Kibana that Agents use, and Kibana itself does not
DISCOVERED = "${data.ports.https}"  # in the autodiscovery of Beats


def handwritten_addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse addresses anywhere in the spec of a resource that cannot work, and backends of
    Ingresses."""
    if mesh.http_services:
        yield from _backends(manifest, mesh)
        yield from _addresses_of(manifest, mesh)


def untreated_addresses(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse such addresses in resources without a mode, which are clients all the same."""
    if not mesh.http_services:
        return
    for ref, manifest in mesh.manifests.items():
        if (ref.group, ref.kind) in BY_GROUP and ref not in mesh.settings:
            yield from _addresses_of(manifest, mesh)


def _addresses_of(client: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    for address in addresses_in(mapping(client.body, ("spec",)), ("spec",)):
        target = _target(address, client.ref.namespace, mesh)
        if target is None:
            continue
        if FLEET not in address.key and _is_rejected(client.ref, target, mesh):
            yield Refusal(client.ref, address.path, _rejected(client, address, target))
        elif address.tls and target in mesh.without_tls:
            yield Refusal(client.ref, address.tls, _without_tls(address, target))
    yield from _discovered(client, mesh)


def _target(address: Address, namespace: str, mesh: Mesh) -> Ref | None:
    """The resource to whose HTTP Service an address leads; None for one of its other ports."""
    service = service_of_host(address.host, namespace, mesh.http_services)
    if service is None:
        return None
    target = mesh.http_services[service]
    for other in kind_of(mesh.manifests[target]).services:
        if other.role != "http" and other.port == address.port:
            return None
    return target


def _is_rejected(client: Ref, target: Ref, mesh: Mesh) -> bool:
    """Whether a client has no sidecar, and its target accepts nobody without one."""
    strict = mesh.mode(target) == "strict"
    return strict and not mesh.is_inside(client) and not mesh.outside.of_http_ports(target)


def _rejected(client: Manifest, address: Address, target: Ref) -> Reason:
    """What helps, both times: the target keeps its TLS and admits clients without a sidecar."""
    kinds = [reference.kind for reference in kind_of(client).references]
    why = "address-instead-of-reference" if target.kind in kinds else "address-of-strict-port"
    return reason(why, host=address.host, target=target)


def _without_tls(address: Address, target: Ref) -> Reason:
    why = "https-address-without-tls" if address.scheme else "tls-setting-without-tls"
    if FLEET in address.key:
        why = "fleet-address-without-tls"
    return reason(why, host=address.host, target=target)


def _discovered(client: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Beats that look for ports called https, of which there are none where ECK's TLS is off."""
    for target in mesh.without_tls[:1]:
        for path, text in strings(mapping(client.body, ("spec",)), ("spec",)):
            if DISCOVERED in text:
                yield Refusal(client.ref, path, reason("discovers-https-ports", target=target))


def _backends(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """TLS to a resource without TLS, from an Ingress whose controller is in the mesh."""
    if manifest.ref not in mesh.without_tls:
        return
    for ingress, backend, _ in mesh.exposure.routes(manifest):
        place = dials_tls(ingress, backend)
        if place:
            why = reason("backend-without-tls", target=manifest.ref)
            yield Refusal(ingress.ref, place, why)
