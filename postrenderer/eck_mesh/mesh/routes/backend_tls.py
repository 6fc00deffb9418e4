"""BackendTLSPolicies of the Gateway API: gateways connect to a Service by TLS.

Istio makes a DestinationRule of each, which all sidecars use too, unless an annotation says no
(pilot/pkg/config/kube/gateway/backend_policies.go).
"""

from __future__ import annotations

from eck_mesh.istio.names import IGNORE_POLICY
from eck_mesh.manifests.kinds import BACKEND_TLS, SERVICE
from eck_mesh.manifests.paths import expand, text
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path


class Signed(NamedTuple):
    """A manifest with the path in it that makes a client use TLS."""

    manifest: Manifest
    path: Path

    @property
    def is_read_by_istio(self) -> bool:
        """Whether Istio makes a DestinationRule of this policy."""
        ignored = text(self.manifest.body, ("metadata", "annotations", IGNORE_POLICY))
        return ignored.lower() != "true"


def tls_policies_by_service(manifests: Iterable[Manifest]) -> dict[tuple[str, str], list[Signed]]:
    """The policies by the name and namespace of the Service that they are for."""
    found: dict[tuple[str, str], list[Signed]] = {}
    for manifest in manifests:
        if manifest.ref[:2] != BACKEND_TLS.identity:
            continue
        for path in expand(manifest.body, "spec.targetRefs[*]"):
            if text(manifest.body, (*path, "kind")) == SERVICE.kind:
                key = (text(manifest.body, (*path, "name")), manifest.ref.namespace)
                found.setdefault(key, []).append(Signed(manifest, (*path, "name")))
    return found
