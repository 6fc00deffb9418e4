"""Which resources reject a client outside the mesh, by live and planned PeerAuthentications.

Of the policies that select a pod the oldest applies; a mode that it leaves unset is that of the
namespace's policy, then that of the mesh's (pilot/pkg/security/authn/policy_applier.go of Istio).
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_labels
from eck_mesh.eck.services import http_ports
from eck_mesh.istio.peer_authentication import (
    STRICT,
    mode_of_policy,
    mode_of_port,
    policies_of_namespace,
    policies_selecting,
    policy_age,
)
from eck_mesh.mesh.policy_names import peer_authentication_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Desired


def locked_out_of(manifest: Manifest, desired: Desired) -> str:
    """The targets of a resource that reject clients outside the mesh, as a text."""
    return _rejecting(desired.http_targets(manifest), desired)


def operator_locked_out_of(desired: Desired) -> str:
    """The targets of the operator that reject clients outside the mesh, as a text."""
    managed = [one for one in desired.resources if kind_of(one).dialedByOperator]
    return _rejecting([one.ref for one in managed if desired.is_strict(one)], desired)


def _rejecting(targets: Iterable[Ref], desired: Desired) -> str:
    return ", ".join(str(ref) for ref in sorted(targets) if not _accepts_everyone(ref, desired))


def _accepts_everyone(ref: Ref, desired: Desired) -> bool:
    """Whether a resource accepts clients outside the mesh, or does not exist.

    Without a plan this is known only of a resource that is strict already.
    """
    target = desired.by_ref.get(ref)
    if target is None:
        return True
    policy = desired.policies.get(peer_authentication_ref(target))
    mode = mode_of_policy(policy) if policy else ""
    if desired.plan is None and mode != STRICT:
        return False
    return all(effective_mode(target, port, desired) != STRICT for port in http_ports(target))


def effective_mode(manifest: Manifest, port: int, desired: Desired) -> str:
    """The mode that PeerAuthentications give a port of a resource's pods; 0 is every other port."""
    applied = selecting_policies(manifest, desired)[:1]
    modes = [mode_of_port(policy, port) for policy in applied]
    for namespace in (manifest.ref.namespace, *desired.live.roots):
        whole = policies_of_namespace(desired.peer_authentications, namespace)
        applied += sorted(whole, key=policy_age)[:1]
    modes += map(mode_of_policy, applied)
    return next((mode for mode in modes if mode not in ("", "UNSET")), "PERMISSIVE")


def selecting_policies(manifest: Manifest, desired: Desired) -> list[Manifest]:
    """The PeerAuthentications that select pods of a resource, the one that applies first.

    The pods are the running ones, or, if none runs, those that ECK would create.
    """
    pods = [pod.labels for pod in desired.pods(manifest)] or pod_labels(manifest)
    policies = desired.peer_authentications
    return sorted(policies_selecting(policies, manifest.ref.namespace, pods), key=policy_age)
