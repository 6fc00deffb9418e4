"""VirtualServices that lead clients in the mesh elsewhere than to the Service that they name."""

from __future__ import annotations

from eck_mesh.istio.scoping import is_exported_to, is_host
from eck_mesh.istio.virtual_service import destinations, is_for_sidecars, names_host
from eck_mesh.manifests.kinds import VIRTUAL_SERVICE
from eck_mesh.manifests.paths import get, items, mappings, text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.model import Mesh

# What an HTTP route does without its destinations, or with others.
OTHERWISE = ("redirect", "directResponse", "delegate", "fault")


def rerouted_by(host: str, namespace: str, mesh: Mesh) -> Ref | None:
    """The VirtualService that the sidecars of a namespace follow for a full host; None without one,
    and where it leads to the same Service, as one with timeouts does."""
    for one in mesh.of_kind(VIRTUAL_SERVICE.kind):
        if names_host(one, host) and _is_read(one, namespace) and leads_elsewhere(one, host):
            return one.ref
    return None


def _is_read(one: Manifest, namespace: str) -> bool:
    """Whether the sidecars of a namespace read it: it is exported there, and not for gateways
    alone."""
    exported = items(one.body, ("spec", "exportTo"))
    return is_exported_to(exported, one.ref.namespace, namespace) and is_for_sidecars(one)


def leads_elsewhere(one: Manifest, host: str) -> bool:
    """Whether one of its routes leads elsewhere than to the Service that it is for, or may."""
    found = list(destinations(one))
    routes = mappings(one.body, ("spec", "http"))
    if not found or any(get(route, (key,)) for route in routes for key in OTHERWISE):
        return True
    for destination in found:
        subset = text(one.body, (*destination.path[:-1], "subset"))
        same = is_host(destination.host, one.ref.namespace, host)
        if subset or destination.port or not same:
            return True
    return False
