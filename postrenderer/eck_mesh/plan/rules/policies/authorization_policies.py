"""AuthorizationPolicies, on request: who may connect to which port of a resource.

One policy of action ALLOW for each resource in a mode that identifies its clients: Istio then
rejects whoever no policy allows. User-defined policies add to it.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_templates
from eck_mesh.mesh.clients.operator_ports import needs_policy
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create, Refusal


def authorization_policies(mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """The policies that mesh.authorization asks for; the operator's is about its metrics."""
    asking = [one for one in mesh.treated() if mesh.settings[one.ref].authorization]
    if not asking:
        return
    from eck_mesh.plan.rules.policies.allow_policies import allow_policies

    targets = []
    for manifest in asking:
        if not pod_templates(manifest) or not _is_for_policy(manifest, mesh):
            continue
        if mesh.row(manifest.ref).authorization is None:
            why = reason("authorization-needs-strict", mode=mesh.mode(manifest.ref))
            yield Skip(manifest.ref, (), [why])
        elif not mesh.settings[manifest.ref].fromEarlierPass:
            targets.append(manifest)
    yield from allow_policies(targets, mesh)


def _is_for_policy(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether it serves a captured port; an operator without metrics serves its webhook alone."""
    return not manifest.is_operator or needs_policy(manifest, mesh)
