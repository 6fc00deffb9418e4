"""mesh.egress: what the pods of a resource may connect to.

| object       | for                                                                          |
|--------------|------------------------------------------------------------------------------|
| Sidecar      | the list of all Services and hosts; REGISTRY_ONLY blocks the rest            |
| ServiceEntry | the hosts outside the cluster, which a proxy does not know otherwise          |

Each resource has its own, by ECK's own pod labels: one for a namespace would be for pods of other
releases too, and resources connect to different hosts.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_selector
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Decision

LIMITED = "registryOnly"


def egress(manifest: Manifest, mesh: Mesh) -> Iterator[Decision]:
    """Create them, or keep a Sidecar of the stream that does the same. Refuse what would be blocked
    and nobody has declared. The operator is not limited."""
    if not is_limited(manifest, mesh):
        yield from _without_effect(manifest, mesh)
        return
    if not mesh.plane(manifest.ref).injects:
        yield Refusal(manifest.ref, (), reason("egress-needs-sidecars"))
        return
    if not manifest.ref.namespace:
        yield Refusal(manifest.ref, ("metadata", "namespace"), reason("egress-needs-namespace"))
        return
    # Only here, since a release without the setting should not pay for it.
    from eck_mesh.mesh.egress.found import needs_of
    from eck_mesh.plan.rules.policies.egress_checks import egress_problems
    from eck_mesh.plan.rules.policies.egress_objects import egress_objects

    needs = needs_of(manifest, mesh)
    problems = list(egress_problems(manifest, mesh, needs))
    yield from problems or egress_objects(manifest, mesh, needs)


def _without_effect(manifest: Manifest, mesh: Mesh) -> Iterator[Skip]:
    """The settings where they limit nothing."""
    settings = mesh.settings[manifest.ref]
    if manifest.is_operator or not pod_selector(manifest):
        return
    if settings.egress == LIMITED:
        yield Skip(manifest.ref, (), [reason("egress-not-in-mesh")])
    elif settings.egressHosts and mesh.is_inside(manifest.ref):
        yield Skip(manifest.ref, (), [reason("egress-hosts-not-used")])


def egress_notes(mesh: Mesh) -> Iterator[Reason]:
    """What users should know of resources whose connections are limited."""
    limited = [manifest for manifest in mesh.treated() if is_limited(manifest, mesh)]
    if limited:
        from eck_mesh.mesh.egress.notes import notes_on_limited

        yield from notes_on_limited(limited, mesh)


def is_limited(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether a resource has pods in the mesh whose connections the setting limits."""
    if mesh.settings[manifest.ref].egress != LIMITED or manifest.is_operator:
        return False
    return mesh.is_inside(manifest.ref) and bool(pod_selector(manifest))
