"""Addresses that users wrote by hand: ECK rewrites only those it generates itself.

| who           | dials                                  | is refused                                              |
|---------------|----------------------------------------|---------------------------------------------------------|
| has no sidecar| a strict port                          | unless something admits it: nobody else would notice it |
| anyone        | a port without ECK's TLS, and by https | always, and never rewritten                             |
"""

from __future__ import annotations

from eck_mesh.eck.addresses import addresses_in
from eck_mesh.eck.fleet import by_host
from eck_mesh.eck.kinds import BY_GROUP
from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import strings
from eck_mesh.mesh.ingress import dials_tls
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.eck.addresses import Address
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

FLEET = "xpack.fleet"  # Kibana's settings that Agents dial by, not Kibana
DISCOVERED = "${data.ports.https}"  # of Beats' autodiscovery


def handwritten_addresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse what cannot work, anywhere in the spec of a resource; those that nobody treats are read beside the first one."""
    if not mesh.http_services:
        return
    yield from _ingresses(manifest, mesh)
    yield from _of(manifest, mesh)


def untreated_addresses(mesh: Mesh) -> Iterator[Refusal]:
    """The same of resources that no setting is for, which are clients all the same."""
    for ref, other in mesh.manifests.items() if mesh.http_services else ():
        if (ref.group, ref.kind) in BY_GROUP and ref not in mesh.settings:
            yield from _of(other, mesh)


def _of(client: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    outside = mesh.mode(client.ref) in ("disabled", "excluded")
    for address in addresses_in(client.body.get("spec"), ("spec",)):
        target = _target(address, client.ref.namespace, mesh)
        if target is None:
            continue
        fleet = FLEET in address.key
        if (
            outside
            and not fleet
            and mesh.mode(target) == "strict"
            and not mesh.unmeshed_clients(target)
        ):
            why = f"{address.host} is {target}, which lets in only clients with a sidecar. {_way_in(client, target)}"
            yield Refusal(client.ref, address.path, why)
        elif address.tls and target in mesh.plain.values():
            url = (
                f"https://{address.host}" if address.scheme else f"{address.host}, dialed by https,"
            )
            why = f"{url} is {target}, which speaks plain HTTP to its sidecar. "
            if fleet:
                why += "Agents dial it: write http:// if each has a sidecar, else set mesh.unmeshedClients: true on it."
            else:
                why += f"Write http{'://' if address.scheme else ''}, or set mesh.tls: eck on it."
            yield Refusal(client.ref, address.tls, why)
    yield from _discovered(client, mesh)


def _way_in(client: Manifest, target: Ref) -> str:
    """What helps: both keep the target's TLS and make it admit clients without a sidecar."""
    declare = f"et mesh.unmeshedClients: true on {target}: its TLS then stays, and lets this one in by https."
    if any(reference.kind == target.kind for reference in kind_of(client).references):
        return f"Refer to it by ECK's own reference, or s{declare}"
    return f"S{declare}"


def _discovered(client: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Beats that look for pods' ports called https, of which there are none where ECK's TLS is off."""
    plain = next(iter(mesh.plain.values()), None)
    for path, text in strings(client.body.get("spec"), ("spec",)) if plain else ():
        if DISCOVERED in text:
            why = f"no port is called https where ECK's TLS is off ({plain}). Use spec.monitoring of what it watches, or write "
            yield Refusal(client.ref, path, f"{why}the port's number where TLS stays.")


def _ingresses(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse TLS towards a backend of an Ingress whose controller is in the mesh and whose target's TLS is off."""
    if manifest.ref in mesh.plain.values():
        for ingress, backend in mesh.ingresses(manifest.ref):
            place = dials_tls(ingress, backend)
            if place:
                why = f"leads to {manifest.ref}, which speaks plain HTTP to its sidecar. "
                yield Refusal(ingress.ref, place, f"{why}Name http, or set mesh.tls: eck on it.")


def _target(address: Address, namespace: str, mesh: Mesh) -> Ref | None:
    """Whose HTTP Service an address names; None for one of its other ports."""
    service = by_host(address.host, namespace, mesh.http_services)
    if service is None:
        return None
    target = mesh.http_services[service]
    others = [
        other.port for other in kind_of(mesh.manifests[target]).services if other.role != "http"
    ]
    return None if address.port in others else target
