"""Addresses that users wrote by hand: ECK rewrites only the addresses that it generates itself.

| client            | connects to                   | is refused                               |
|-------------------|-------------------------------|------------------------------------------|
| without a sidecar | a strict port                 | unless something else admits this client |
| any               | a port without TLS, by https  | always; the address is never rewritten   |
| any               | a port whose TLS stays, by    | if the mode turned TLS off otherwise     |
|                   | http                          |                                          |
| a Beat, an Agent  | a pod's address that it finds | where a sidecar sends no mutual TLS      |

An https address keeps ECK's TLS while `mesh.tls` is auto (tls/tls_connections.py): its target is
without TLS only where a user turned it off.
"""

from __future__ import annotations

from eck_mesh.eck.hosts import CALLED_HTTPS
from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import show
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.rejected_addresses import why_rejected
from eck_mesh.plan.rules.tls.http_tls import is_off_unless_needed
from eck_mesh.plan.rules.tls.tls_connections import tls_backends
from eck_mesh.plan.rules.tls.tls_needs import tls_needs
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.addresses import Handwritten
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def handwritten_addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse addresses anywhere in the spec of a resource that cannot work, and backends of
    Ingresses."""
    yield from _backends(manifest, mesh)
    yield from _addresses_of(manifest, mesh)


def untreated_addresses(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse such addresses in resources without a mode, which are clients all the same."""
    for ref, manifest in mesh.manifests.items():
        if (ref.group, ref.kind) in BY_GROUP and ref not in mesh.settings:
            yield from _addresses_of(manifest, mesh)


def _addresses_of(client: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    handwritten = mesh.addresses.of_client(client.ref)
    sure = [one for one in handwritten if not one.address.host.is_unsure]
    by_tls = {(one.holder, one.address.path, one.target) for one in sure if one.address.tls}
    for one in sure:
        address, target = one.address, one.target
        rejected = why_rejected(one, mesh)
        if rejected:
            yield Refusal(one.holder, address.path, rejected)
        elif address.tls and one.is_http and target in mesh.without_tls:
            yield Refusal(one.holder, address.tls, _without_tls(one, mesh))
        elif address.host.scheme == "http" and (one.holder, address.path, target) not in by_tls:
            yield from _plaintext(one, mesh)


def _without_tls(one: Handwritten, mesh: Mesh) -> Reason:
    host = one.address.host
    why = "https-address-without-tls" if host.scheme else "tls-setting-without-tls"
    if host.port == CALLED_HTTPS:
        why = "discovers-https-ports"
    elif one.is_for_agents:
        why = "fleet-address-without-tls"
    return reason(why, host=host, target=one.target, way=_way_to_tls(one.target, mesh))


def _way_to_tls(target: Ref, mesh: Mesh) -> str:
    """What keeps the TLS of a resource that a user turned off: by mesh.tls, or in the resource."""
    if mesh.settings[target].tls == "istio":
        return f"set {OwnSettings(target, mesh.settings[target]):tls: eck}"
    path = kind_of(mesh.manifests[target]).httpTls
    return f"remove {show((*path, 'selfSignedCertificate', 'disabled'))} from {target}"


def _plaintext(one: Handwritten, mesh: Mesh) -> Iterator[Refusal]:
    """Plaintext to a port whose TLS stays only because something else needs it."""
    target = mesh.manifests[one.target]
    is_off = one.target in mesh.without_tls
    if is_off or not one.is_http or not is_off_unless_needed(target, mesh):
        return
    key = kind_of(target).settings.tls
    for setting in mesh.stack_config.program_settings(target):
        if setting.key == key and setting.value is False:
            return  # the program itself has no TLS, whatever ECK's is
    for need in tls_needs(target, mesh)[:1]:
        place = show(need.path, mesh.manifests[need.ref].body)
        where = f"{need.ref}: {place}" if place else str(need.ref)
        values = {"host": one.address.host, "target": one.target, "need": need.why, "place": where}
        yield Refusal(one.holder, one.address.path, reason("http-address-of-tls-port", **values))


def _backends(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """TLS to a resource without TLS, from an Ingress whose controller is in the mesh."""
    if manifest.ref not in mesh.without_tls:
        return
    for ingress, place in tls_backends(manifest, mesh):
        way = _way_to_tls(manifest.ref, mesh)
        yield Refusal(ingress, place, reason("backend-without-tls", target=manifest.ref, way=way))
