"""The fallback for clusters that cannot issue third-party tokens: the pod's own service account
token."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_templates
from eck_mesh.manifests.paths import get
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def service_account_token(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Mount the token in every pod that gets a sidecar, with mesh.serviceAccountToken. ECK's
    default is not to mount it."""
    ref = manifest.ref
    if not mesh.settings[ref].serviceAccountToken or not mesh.is_inside(ref):
        return
    for template in pod_templates(manifest) if mesh.plane(ref).injects else ():
        path = (*template, "spec", "automountServiceAccountToken")
        have = get(manifest.body, path)
        if have is None:
            yield Change(ref, path, None, True, [reason("mounts-token")])
        elif have is not True:
            yield Refusal(ref, path, reason("token-not-mounted"))
