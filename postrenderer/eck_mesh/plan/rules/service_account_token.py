"""The fallback for clusters that cannot issue third-party tokens: the pod's own service account token."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_templates
from eck_mesh.manifests.manifest import get
from eck_mesh.plan.decisions import Change, Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh

RULE = "service-account-token"


def service_account_token(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Mount it in every pod that gets a sidecar, where mesh.serviceAccountToken says so. ECK's default is false."""
    settings = mesh.settings[manifest.ref]
    if not settings.serviceAccountToken or settings.dataPlane == "ambient":
        return
    if mesh.mode(manifest.ref) not in ("permissive", "strict"):
        return
    for template in pod_templates(manifest):
        path = (*template, "spec", "automountServiceAccountToken")
        have = get(manifest.body, path)
        if have is None:
            because = "this cluster issues no third-party tokens, so the sidecar proves who it is with this one"
            yield Change(manifest.ref, path, None, True, RULE, because)
        elif have is not True:
            because = "must be true, or the sidecar gets no identity. Remove it, or set mesh.serviceAccountToken: false."
            yield Refusal(manifest.ref, path, RULE, because)
