"""The hosts outside the cluster that limited clients may connect to: by a Sidecar that says
REGISTRY_ONLY, and by the ServiceEntries that it lists."""

from __future__ import annotations

from eck_mesh.istio.scoping import is_exported_to
from eck_mesh.istio.service_entry import TCP
from eck_mesh.istio.sidecar_scope import egress_lists_entry
from eck_mesh.manifests.kinds import SERVICE_ENTRY
from eck_mesh.manifests.paths import integer, items, mappings, text
from eck_mesh.messages.reason import reason
from eck_mesh.reach.pods import possible_pods
from eck_mesh.reach.scope import scope_of
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

EVERY, NONE = "*", "NONE"
ALLOWED, REFUSED = "allowed", "refused"


class Outside(NamedTuple):
    """One host outside, for the pods of one resource.

    host: a name, a wildcard, an address or a block; * for every host on these ports; "" for every
        other one.
    ports: () for every port. how: allowed or refused.
    """

    client: Ref
    host: str
    ports: tuple[int, ...]
    protocol: str
    how: str
    reason: Reason


def outside_hosts(mesh: Mesh) -> list[Outside]:
    """Of each resource whose connections a Sidecar limits; mesh: after a plan. Clients that are not
    limited connect to every host, and are not among them."""
    entries = mesh.of_kind(SERVICE_ENTRY.kind)
    found: dict[tuple[object, ...], Outside] = {}
    for manifest in mesh.treated():
        for one in _of_client(manifest, entries, mesh):
            found.setdefault(one[:-1], one)  # without the reason
    return list(found.values())


def _of_client(manifest: Manifest, entries: Sequence[Manifest], mesh: Mesh) -> Iterator[Outside]:
    ref = manifest.ref
    limits = _limits(manifest, mesh)
    if not limits:
        return
    for entry in entries:
        why = reason("host-made-known", entry=entry.ref)
        for host in _listed_hosts(entry, limits, ref):
            for protocol, ports in _ports(entry).items():
                by_port = protocol == TCP and _keeps_addresses(entry)
                shown = EVERY if by_port else host
                yield Outside(ref, shown, tuple(ports), protocol, ALLOWED, why)
    why = reason("sidecar-blocks-unknown", route=limits[0].ref)
    yield Outside(ref, "", (), "", REFUSED, why)


def _limits(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """The Sidecars by which each pod of a resource is limited; [] where any pod may not be."""
    found: dict[Ref, Manifest] = {}
    for world in possible_pods(manifest, mesh):
        for pods in world:
            scope = scope_of(pods, mesh)
            if not (pods.has_sidecar and scope.blocking):
                return []
            found.update((one.ref, one) for one in scope.sidecars)
    return list(found.values())


def _listed_hosts(entry: Manifest, limits: Sequence[Manifest], client: Ref) -> list[str]:
    """The hosts of a ServiceEntry that all of these Sidecars list; for addresses, the addresses."""
    namespace = entry.ref.namespace
    exported = items(entry.body, ("spec", "exportTo"))
    if not is_exported_to(exported, namespace, client.namespace):
        return []
    names = [
        str(name)
        for name in items(entry.body, ("spec", "hosts"))
        if all(egress_lists_entry(one, client.namespace, f"{namespace}/{name}") for one in limits)
    ]
    addresses = list(map(str, items(entry.body, ("spec", "addresses"))))
    return addresses if names and addresses else names


def _keeps_addresses(entry: Manifest) -> bool:
    """Whether a connection keeps the address that its client chose, whichever it is."""
    spec = entry.body.get("spec")
    return text(spec, ("resolution",), NONE) == NONE and not items(spec, ("addresses",))


def _ports(entry: Manifest) -> dict[str, list[int]]:
    """The ports of a ServiceEntry by protocol."""
    found: dict[str, list[int]] = {}
    for port in mappings(entry.body, ("spec", "ports")):
        found.setdefault(text(port, ("protocol",), TCP), []).append(integer(port, ("number",)))
    return found
