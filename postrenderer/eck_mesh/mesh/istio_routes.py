"""Routes of Istio's VirtualServices that lead to resources."""

from __future__ import annotations

from eck_mesh.istio.virtual_service import destinations
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.istio.virtual_service import Destination
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.mesh.external_names import Aliases

    # By the name and namespace of the Service that they lead to.
    Destinations = dict[tuple[str, str], list[tuple[Manifest, Destination]]]


class IstioRoute(NamedTuple):
    """A route of a VirtualService, and the pods' ports that it leads to."""

    manifest: Manifest
    destination: Destination
    ports: list[int]

    @property
    def ref(self) -> Ref:
        return self.manifest.ref


def by_service(virtual_services: Iterable[Manifest], aliases: Aliases) -> Destinations:
    """The destinations of all routes; a host without a namespace is in that of its route."""
    found: Destinations = {}
    for manifest in virtual_services:
        for destination in destinations(manifest):
            name, *rest = destination.host.lower().split(".")
            key = (name, rest[0] if rest else manifest.ref.namespace)
            found.setdefault(aliases.get(key, key), []).append((manifest, destination))
    return found


def reached(destination: Destination, numbers: dict[int, int]) -> list[int]:
    """The pods' ports that a destination leads to. `numbers`: those of the Service."""
    if destination.port:
        return [numbers[destination.port]] if destination.port in numbers else []
    return sorted(set(numbers.values()))
