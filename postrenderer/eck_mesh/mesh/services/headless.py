"""Connections to the addresses of pods: by headless Services, and by names of pods behind them."""

from __future__ import annotations

from eck_mesh.eck.references import references
from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.eck.references import Dialed
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh

HEADLESS = "None"  # the cluster IP of a headless Service


def headless_services(target: Manifest, mesh: Mesh) -> set[str]:
    """The names of the headless Services for a resource's pods, user-defined ones included."""
    found = own_headless_services(target)
    for one in mesh.exposure.services_selecting(target.ref):
        if text(one.service.body, ("spec", "clusterIP")) == HEADLESS:
            found.add(one.service.ref.name)
    return found


def own_headless_services(target: Manifest) -> set[str]:
    """The names of those that the operator creates for a resource."""
    found = set()
    for named in services(target):
        path = (*named.template, "spec", "clusterIP")
        own = text(target.body, path) if named.template else ""
        if named.service.headless or own == HEADLESS:
            found.add(named.name)
    return found


def goes_to_pods(client: Manifest, dialed: Dialed, target: Manifest, headless: set[str]) -> bool:
    """Whether a resource connects to addresses of pods: nodes do, and by a headless Service."""
    if dialed.role != "http":
        return True
    names = {dialed.service} if dialed.service else set()
    default = next((one.name for one in services(target) if one.service.role == "http"), "")
    for one in references(client):
        if one.target == dialed.target and one.row.role == "http":
            names.add(text(client.body, (*one.path, "serviceName")) or default)
    return not names.isdisjoint(headless)
