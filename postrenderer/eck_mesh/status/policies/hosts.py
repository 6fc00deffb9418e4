"""The full DNS names of the Services of checked resources."""

from __future__ import annotations

from eck_mesh.eck.services import services
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.policy_names import destination_rule_ref
from eck_mesh.settings.schema import BLOCK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired


def full_host(manifest: Manifest, service: str, desired: Desired) -> str:
    """The full DNS name of a Service of a resource."""
    return f"{service}.{manifest.ref.namespace}.svc.{_cluster_domain(manifest, desired)}"


def _cluster_domain(manifest: Manifest, desired: Desired) -> str:
    """The cluster's domain, from a resource's settings or eck-mesh's DestinationRules."""
    if desired.plan and manifest.ref in desired.plan.settings:
        return str(desired.plan.settings[manifest.ref].clusterDomain)
    for named in services(manifest):
        rule = desired.policies.get(destination_rule_ref(manifest, named.name))
        host = text(rule.body, ("spec", "host")) if rule else ""
        domain = host.partition(".svc.")[2]
        if domain:
            return domain
    return str(BLOCK["clusterDomain"])
