"""Clients that no data plane takes, whatever labels their pods have.

| pods                              | because                                             |
|-----------------------------------|-----------------------------------------------------|
| on the host network               | a mesh captures nothing there                       |
| in a namespace of Kubernetes' own | the injector, or ambient mode's CNI agent, skips it |

They are treated as excluded, so that the resources that they connect to admit them. What has
Services of its own is refused instead (contradictions.py, namespaces.py).
"""

from __future__ import annotations

from eck_mesh.eck.resource import uses_host_network
from eck_mesh.eck.services import has_services
from eck_mesh.istio.modes import INSIDE, PLANES
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.messages.reason import Reason
    from eck_mesh.settings.settings import Settings

IN_A_WORD = {
    "client-on-host-network": "host network",
    "client-in-closed-namespace": "namespace without injection",
}


def why_left_out(manifest: Manifest, settings: Settings) -> Reason | None:
    """Why a resource with a mode inside the mesh is treated as excluded; None if it is not."""
    if settings.mode not in INSIDE or manifest.is_operator or has_services(manifest):
        return None
    if uses_host_network(manifest):
        return reason("client-on-host-network")
    if manifest.ref.namespace in PLANES[settings.dataPlane].closedNamespaces:
        return reason("client-in-closed-namespace", namespace=manifest.ref.namespace)
    return None


def left_out_in_a_word(manifest: Manifest, settings: Settings | None) -> str:
    """Why a resource is treated as excluded, in a word or two; "" if it is not."""
    why = why_left_out(manifest, settings) if settings else None
    return IN_A_WORD[why.id] if why else ""
