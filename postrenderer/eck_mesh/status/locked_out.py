"""Who gets in at the pods of a resource, by the PeerAuthentications that the cluster has or will have.

Istio's order (pilot/pkg/security/authn/policy_applier.go, ComposePeerAuthentication): of those that select a pod the oldest,
then the namespace's, then the mesh's; a mode that one leaves unset is the next one's.
"""

from __future__ import annotations

from eck_mesh.eck.resource import eck_labels, http_ports, kind_of
from eck_mesh.manifests.kinds import PEER_AUTHENTICATION
from eck_mesh.manifests.paths import get
from eck_mesh.status.desired import age, policy_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Goal


def locked_out_of(manifest: Manifest, goal: Goal) -> str:
    """The resources that it dials, and could not from outside the mesh, as words."""
    return ", ".join(str(ref) for ref in sorted(goal.dials(manifest)) if not _lets_in(ref, goal))


def operator_locked_out_of(goal: Goal) -> str:
    """The same of the operator, which dials by itself."""
    dialed = [m.ref for m in goal.resources if kind_of(m).dialedByOperator and goal.strict(m)]
    return ", ".join(str(ref) for ref in sorted(dialed) if not _lets_in(ref, goal))


def _lets_in(ref: Ref, goal: Goal) -> bool:
    """Whether a client outside the mesh gets in, or there is no such resource.

    Without a plan it is not known what strict will let in, unless it is strict already.
    """
    target = goal.all.get(ref)
    if target is None:
        return True
    own = goal.policies.get(policy_ref(target))
    if goal.plan is None and get(own.body if own else {}, ("spec", "mtls", "mode")) != "STRICT":
        return False
    return all(mode(target, port, goal) != "STRICT" for port in http_ports(target))


def mode(manifest: Manifest, port: int, goal: Goal) -> str:
    """What gets in at a port of its pods."""
    first = selecting(manifest, goal)[:1]
    levels = [*first]
    for where in (manifest.ref.namespace, *goal.live.roots):
        default = [
            m for m in _of(where, goal) if not get(m.body, ("spec", "selector", "matchLabels"))
        ]
        levels += sorted(default, key=age)[:1]
    said = [get(m.body, ("spec", "portLevelMtls", str(port), "mode")) for m in first]
    said += [get(m.body, ("spec", "mtls", "mode")) for m in levels]
    return next((word for word in said if word not in (None, "UNSET")), "PERMISSIVE")


def selecting(manifest: Manifest, goal: Goal) -> list[Manifest]:
    """The PeerAuthentications that select pods of a resource, those that run, or, where none does, those that ECK's labels
    would make. The first is the one that counts."""
    labels = [get(pod, ("metadata", "labels"), {}) for pod in goal.pods(manifest)] or eck_labels(
        manifest
    )
    found = []
    for other in _of(manifest.ref.namespace, goal):
        wanted = get(other.body, ("spec", "selector", "matchLabels"), {}).items()
        if wanted and any(wanted <= of.items() for of in labels):
            found.append(other)
    return sorted(found, key=age)


def _of(namespace: str, goal: Goal) -> list[Manifest]:
    return [
        m
        for m in goal.policies.values()
        if m.ref.kind == PEER_AUTHENTICATION.kind and m.ref.namespace == namespace
    ]
