"""Why a plan has no resource with a mode, although there are resources that could have one."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels
from eck_mesh.istio.annotations import DATAPLANE, INJECT
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.render import Rendering


def why_nothing(rendering: Rendering) -> Reason | None:
    """The reason; None for a plan that has settings, and for a stream without ECK's resources."""
    mesh = rendering.before
    candidates = [one for one in mesh.manifests.values() if one.has_mode]
    if mesh.settings or not candidates:
        return None
    treated = any(map(has_mesh_labels, candidates))
    return reason("already-treated" if treated else "mode-is-disabled")


def has_mesh_labels(manifest: Manifest) -> bool:
    """Whether labels of its pods say something about the mesh, as they do after every mode."""
    return any(INJECT in one or DATAPLANE in one for one in pod_labels(manifest))
