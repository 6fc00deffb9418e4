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
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.rejected_addresses import why_rejected
from eck_mesh.plan.rules.tls.http_tls import is_off_unless_needed
from eck_mesh.plan.rules.tls.tls_connections import tls_backends
from eck_mesh.plan.rules.tls.tls_needs import tls_needs
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.addresses.handwritten import Handwritten
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason


def handwritten_addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal | Skip]:
    """Refuse addresses anywhere in the spec of a resource that cannot work, and backends of
    Ingresses."""
    yield from _backends(manifest, mesh)
    yield from _addresses_of(manifest, mesh)


def untreated_addresses(mesh: Mesh) -> Iterator[Refusal | Skip]:
    """Refuse such addresses in resources without a mode, which are clients all the same."""
    for ref, manifest in mesh.manifests.items():
        if (ref.group, ref.kind) in BY_GROUP and ref not in mesh.settings:
            yield from _addresses_of(manifest, mesh)


def _addresses_of(client: Manifest, mesh: Mesh) -> Iterator[Refusal | Skip]:
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


def _plaintext(one: Handwritten, mesh: Mesh) -> Iterator[Refusal | Skip]:
    """Plaintext to a port with TLS: refused where the mode turns TLS off and something keeps it."""
    target, host = mesh.manifests[one.target], one.address.host
    if one.target in mesh.without_tls or not _has_tls(target, mesh) or not one.is_http:
        return
    needs = tls_needs(target, mesh) if is_off_unless_needed(target, mesh) else []
    values = {"host": host, "target": one.target}
    if not needs:
        why = reason("plaintext-to-tls-port", **values)
        yield Skip(one.holder, one.address.path, [why])
        return
    place = show(needs[0].path, mesh.manifests[needs[0].ref].body)
    where = f"{needs[0].ref}: {place}" if place else str(needs[0].ref)
    why = reason("http-address-of-tls-port", **values, need=needs[0].why, place=where)
    yield Refusal(one.holder, one.address.path, why)


def _has_tls(target: Manifest, mesh: Mesh) -> bool:
    """Whether the program has the TLS that ECK configures: no user's setting turns it off."""
    kind = kind_of(target)
    settings = mesh.stack_config.program_settings(target)
    is_off = any(one.key == kind.settings.tls and one.value is False for one in settings)
    return bool(kind.httpTls) and not is_off


def _backends(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """TLS to a resource without TLS, from an Ingress whose controller is in the mesh."""
    if manifest.ref not in mesh.without_tls:
        return
    for ingress, place in tls_backends(manifest, mesh):
        way = _way_to_tls(manifest.ref, mesh)
        yield Refusal(ingress, place, reason("backend-without-tls", target=manifest.ref, way=way))
