"""Which resources reject a client outside the mesh, by live and planned PeerAuthentications.

Of the policies that select a pod the oldest applies; a mode that it leaves unset is that of the
namespace's policy, then that of the mesh's (pilot/pkg/security/authn/policy_applier.go of Istio).
"""

from __future__ import annotations

from eck_mesh.eck.resource import eck_labels, kind_of
from eck_mesh.eck.services import http_ports
from eck_mesh.manifests.kinds import PEER_AUTHENTICATION
from eck_mesh.manifests.paths import text, texts
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.status.desired import policy_age, policy_ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Desired

SELECTOR = ("spec", "selector", "matchLabels")
STRICT = "STRICT"


def locked_out_of(manifest: Manifest, desired: Desired) -> str:
    """The targets of a resource that reject clients outside the mesh, as a text."""
    return _rejecting(desired.http_targets(manifest), desired)


def operator_locked_out_of(desired: Desired) -> str:
    """The targets of the operator that reject clients outside the mesh, as a text."""
    managed = [m for m in desired.resources if kind_of(m).dialedByOperator]
    return _rejecting([m.ref for m in managed if desired.is_strict(m)], desired)


def _rejecting(targets: Iterable[Ref], desired: Desired) -> str:
    return ", ".join(str(ref) for ref in sorted(targets) if not _accepts_everyone(ref, desired))


def _accepts_everyone(ref: Ref, desired: Desired) -> bool:
    """Whether a resource accepts clients outside the mesh, or does not exist.

    Without a plan this is known only of a resource that is strict already.
    """
    target = desired.by_ref.get(ref)
    if target is None:
        return True
    policy = desired.policies.get(policy_ref(target))
    mode = text(policy.body, ("spec", "mtls", "mode")) if policy else ""
    if desired.plan is None and mode != STRICT:
        return False
    return all(effective_mode(target, port, desired) != STRICT for port in http_ports(target))


def effective_mode(manifest: Manifest, port: int, desired: Desired) -> str:
    """The mode that PeerAuthentications give a port of a resource's pods; 0 is every other port."""
    applied = selecting_policies(manifest, desired)[:1]
    modes = [text(m.body, ("spec", "portLevelMtls", str(port), "mode")) for m in applied]
    for namespace in (manifest.ref.namespace, *desired.live.roots):
        policies = _policies_of(namespace, desired)
        whole = [policy for policy in policies if not texts(policy.body, SELECTOR)]
        applied += sorted(whole, key=policy_age)[:1]
    modes += [text(m.body, ("spec", "mtls", "mode")) for m in applied]
    return next((mode for mode in modes if mode not in ("", "UNSET")), "PERMISSIVE")


def selecting_policies(manifest: Manifest, desired: Desired) -> list[Manifest]:
    """The PeerAuthentications that select pods of a resource, the one that applies first.

    The pods are the running ones, or, if none runs, those that ECK would create.
    """
    pods = [pod.labels for pod in desired.pods(manifest)] or eck_labels(manifest)
    found = []
    for policy in _policies_of(manifest.ref.namespace, desired):
        selector = texts(policy.body, SELECTOR)
        if selector and any(labels_match(selector, labels) for labels in pods):
            found.append(policy)
    return sorted(found, key=policy_age)


def _policies_of(namespace: str, desired: Desired) -> list[Manifest]:
    found = [m for ref, m in desired.policies.items() if ref[:2] == PEER_AUTHENTICATION.identity]
    return [policy for policy in found if policy.ref.namespace == namespace]
