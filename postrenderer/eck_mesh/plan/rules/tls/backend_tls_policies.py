"""BackendTLSPolicies by which sidecars, and not only gateways, would encrypt ECK's TLS again."""

from __future__ import annotations

from eck_mesh.manifests.paths import text
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.settings.own_settings import OwnSettings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh


def backend_tls_policies(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """Refuse them. In strict newer versions of Istio would prefer eck-mesh's own rule, older ones
    the oldest (measured: tests/cluster/test_listeners.py). ztunnel reads no DestinationRules."""
    if mesh.mode(manifest.ref) == "disabled" or not mesh.plane(manifest.ref).injects:
        return
    for one in mesh.exposure.tls_policies(manifest):
        if one.is_read_by_istio:
            service = text(one.manifest.body, one.path)
            own = OwnSettings(manifest.ref, mesh.settings[manifest.ref])
            values = {"service": service, "target": manifest.ref, "settings": own}
            yield Refusal(one.manifest.ref, one.path, reason("policy-wraps-eck-tls", **values))
