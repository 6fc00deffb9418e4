"""Which resources reject a client outside the mesh, or in another data plane, by live and planned
PeerAuthentications.

Of the policies that select a pod the oldest applies; a mode that it leaves unset is that of the
namespace's policy, then that of the mesh's (pilot/pkg/security/authn/policy_applier.go of Istio).
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of, pod_labels
from eck_mesh.eck.services import http_ports, role_ports
from eck_mesh.istio.membership import pod_membership
from eck_mesh.istio.modes import PLANES
from eck_mesh.istio.peer_authentication import (
    STRICT,
    mode_of_policy,
    mode_of_port,
    policies_of_namespace,
    policies_selecting,
    policy_age,
)
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.mesh.services.headless import goes_to_pods, own_headless_services
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Manifest, Ref
    from eck_mesh.status.desired import Desired


class Way(NamedTuple):
    """How a client connects to a resource: by pods or by a cluster IP, and to which ports."""

    target: Manifest
    by_pod: bool
    ports: list[int]


class LockedOut(NamedTuple):
    """The resources that reject a client, as a text, and the id of the message that says why.

    why: of a client in the mesh; "" outside the mesh, where a client has no identity.
    """

    targets: str = ""
    why: str = ""


def locked_out_of(manifest: Manifest, plane: str, desired: Desired) -> LockedOut:
    """The targets of a resource that reject its pods in a data plane; "" is outside the mesh."""
    ways = []
    for dialed in desired.captured(manifest):
        target = desired.by_ref[dialed.target]
        by_pod = goes_to_pods(manifest, dialed, target, own_headless_services(target))
        ways.append(Way(target, by_pod, role_ports(target, dialed.role)))
    return _locked_out(ways, plane, desired)


def operator_locked_out_of(plane: str, desired: Desired) -> LockedOut:
    """The resources that reject the operator in a data plane; "" is outside the mesh."""
    ways = []
    for target in desired.resources:
        how = kind_of(target).dialedByOperator
        if how and desired.is_strict(target):
            ways.append(Way(target, how == "pods", http_ports(target)))
    return _locked_out(ways, plane, desired)


def _locked_out(ways: list[Way], plane: str, desired: Desired) -> LockedOut:
    found: dict[str, set[Ref]] = {}
    for way in ways:
        if not _accepts_everyone(way, desired) and not (plane and _reaches(plane, way, desired)):
            direct = plane in PLANES[desired.plane(way.target)].directClients
            why = "sidecars-without-tunnel" if direct else "connects-to-ambient-pods"
            found.setdefault(why if plane else "", set()).add(way.target.ref)
    for why, targets in found.items():
        return LockedOut(", ".join(map(str, sorted(targets))), why)
    return LockedOut()


def _reaches(plane: str, way: Way, desired: Desired) -> bool:
    """Whether a client in a data plane reaches strict pods as one with a mesh identity."""
    own = desired.plane(way.target)
    needed = PLANES[own].directClients.get(plane)
    if needed is None:
        return not way.by_pod
    pods = [pod for pod in desired.pods(way.target) if pod_membership(pod.body).plane == own]
    return all(pod.has_labels(needed) for pod in pods)


def _accepts_everyone(way: Way, desired: Desired) -> bool:
    """Whether a resource accepts clients outside the mesh on the ports.

    Without a plan this is known only of a resource that is strict already.
    """
    policy = desired.policies.get(peer_authentication_ref(way.target))
    mode = mode_of_policy(policy) if policy else ""
    if desired.plan is None and mode != STRICT:
        return False
    return all(effective_mode(way.target, port, desired) != STRICT for port in way.ports)


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
