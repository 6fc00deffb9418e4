"""What would make mesh.egress registryOnly untrue, or block what a resource needs."""

from __future__ import annotations

from eck_mesh.eck.resource import metadata_paths, pod_templates
from eck_mesh.eck.services import bypass_ports
from eck_mesh.istio.annotation_values import comma_list
from eck_mesh.istio.annotations import EXCLUDE_OUT, EXCLUDE_RANGES, INCLUDE_RANGES
from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.egress.needs import Needs
    from eck_mesh.mesh.model import Mesh

DOWNLOADS = "443"  # of istio/modes.yaml: init containers with mesh.cni


def egress_problems(manifest: Manifest, mesh: Mesh, needs: Needs) -> Iterator[Refusal]:
    """Refuse ports and addresses that bypass the sidecar, and hosts that are not known."""
    for template in pod_templates(manifest):
        yield from _bypassed(manifest, mesh, template)
    for one in needs.unknown:
        yield Refusal(one.ref, one.path, one.reason)


def _bypassed(manifest: Manifest, mesh: Mesh, template: Path) -> Iterator[Refusal]:
    settings = mesh.settings[manifest.ref]
    own = OwnSettings(manifest.ref, settings)
    paths = metadata_paths(manifest, template, "annotations")
    kind = {*map(str, bypass_ports(manifest, "outbound", template))}
    for name, ports in (EXCLUDE_OUT, kind), (EXCLUDE_RANGES, set()), (INCLUDE_RANGES, {"*"}):
        path = paths.get(name, ())
        found = [one for one in comma_list(text(manifest.body, path)) if one not in ports]
        if found:
            is_ours = name == EXCLUDE_OUT and found == [DOWNLOADS] and settings.cni
            message = "egress-port-of-init-containers" if is_ours else "egress-bypassed"
            values = {"annotation": name, "what": ", ".join(found), "settings": own}
            yield Refusal(manifest.ref, path, reason(message, **values))
