"""One PeerAuthentication for each resource that serves clients: what its pods accept.

ECK gives most kinds a Service. Of the others, Services of the stream and the ports of containers
show that they serve.

On a data plane that cannot leave ports out, the ports that a sidecar would leave out are admitted
here where clients outside the mesh need them: always so for the operator's webhook, which the API
server calls. With sidecars the operator has a policy only where it also serves metrics.
"""

from __future__ import annotations

from eck_mesh.eck.resource import pod_labels, pod_selector, pod_templates
from eck_mesh.eck.unknown_labels import unknown_labels
from eck_mesh.istio.annotations import ROOT
from eck_mesh.istio.names import has_revision
from eck_mesh.istio.peer_authentication import (
    pod_selector_of,
    policies_of_namespace,
    policies_selecting,
    policy_effect,
)
from eck_mesh.json_text import json_of
from eck_mesh.manifests.kinds import PEER_AUTHENTICATION
from eck_mesh.manifests.paths import mapping
from eck_mesh.manifests.selectors import labels_match
from eck_mesh.mesh.clients.operator_ports import needs_policy
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.admitted_clients import (
    admitted_clients,
    reason_of_admitted,
    without_bypass,
)
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create
    from eck_mesh.plan.rules.policies.admitted_clients import Admitted

NO_EFFECT: Body = {"mtls": {}, "portLevelMtls": {}}


def peer_authentication(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """Create it by ECK's own pod label, or compare the user's policies with what the mode needs."""
    row = mesh.row(manifest.ref).peerAuthentication
    if row is None:
        return
    if not needs_policy(manifest, mesh):
        if pod_templates(manifest) and not manifest.is_operator:
            yield Skip(manifest.ref, (), [reason("serves-no-known-port")])
        return
    admitted = admitted_clients(manifest, mesh) if row.mode == "STRICT" else []
    effect: Body = {"mtls": {"mode": row.mode}}
    if admitted:
        # Never DISABLE: clients of a headless Service ignore a port-level DISABLE and break
        # (measured).
        ports = sorted({port for one in admitted for port in one.ports})
        effect["portLevelMtls"] = {str(port): {"mode": "PERMISSIVE"} for port in ports}
    if mesh.settings[manifest.ref].peerAuthentications:
        reasons = [reason(row.because), *map(reason_of_admitted, admitted)]
        yield from _ours(manifest, mesh, effect, reasons)
    else:
        yield from _theirs(manifest, mesh, effect, admitted)


def _ours(
    manifest: Manifest, mesh: Mesh, effect: Body, reasons: list[Reason]
) -> Iterator[Create | Skip | Refusal]:
    """Create the policy, unless a user-defined one does the same. Only the oldest policy that
    selects a pod counts: one that does something else is refused."""
    name, selector = peer_authentication_ref(manifest).name, pod_selector(manifest)
    spec = {"selector": {"matchLabels": selector}, **effect}
    found, own = _selecting(manifest, mesh), (name, spec)
    others = [one for one in found if (one.ref.name, mapping(one.body, ("spec",))) != own]
    if len(others) == 1 and _does_the_same(others[0], manifest, mesh, effect):
        why = reason("keeps-your-peer-authentication", policy=others[0].ref, target=manifest.ref)
        yield Skip(manifest.ref, (), [why])
        return
    for other in others:
        if other.ref.name != name:
            labels, needed = json_of(selector), json_of(effect)
            why = reason(
                "second-peer-authentication", target=manifest.ref, selector=labels, needed=needed
            )
            yield Refusal(other.ref, ("spec", "selector"), why)
    yield from create(manifest, mesh, PolicyObject(PEER_AUTHENTICATION, name, spec), reasons)


def _does_the_same(policy: Manifest, manifest: Manifest, mesh: Mesh, effect: Body) -> bool:
    """Whether a user-defined policy is for the same pods, and does what the mode means for them."""
    same_pods = pod_selector_of(policy) == pod_selector(manifest)
    is_read = has_revision(policy.body, mesh.settings[manifest.ref].revision)
    found = without_bypass(policy_effect(policy), manifest, mesh)
    return same_pods and is_read and found == {**NO_EFFECT, **effect}


def _theirs(
    manifest: Manifest, mesh: Mesh, effect: Body, admitted: list[Admitted]
) -> Iterator[Skip | Refusal]:
    """Refuse user-defined policies, and the lack of one, where the mode would not be true."""
    selecting, covered = _selecting(manifest, mesh), _is_covered(manifest, mesh)
    needed = json_of(effect)
    for other in selecting if covered else [*selecting, *_for_namespace(manifest, mesh)]:
        if policy_effect(other) != {**NO_EFFECT, **effect}:
            mode = mesh.mode(manifest.ref)
            why = reason("policy-contradicts-mode", mode=mode, target=manifest.ref, needed=needed)
            yield Refusal(other.ref, ("spec",), why)
    if admitted and not covered:
        clients = ", ".join(dict.fromkeys(client for one in admitted for client in one.clients))
        yield Refusal(manifest.ref, (), reason("no-policy-admits", clients=clients, needed=needed))
    else:
        yield Skip(manifest.ref, (), [reason("peer-authentications-off")])


def closed_by_user(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether policies of the stream apply to all pods of a resource, after a plan has compared
    them with the mode."""
    return _is_covered(manifest, mesh) or bool(_for_namespace(manifest, mesh))


def _is_covered(manifest: Manifest, mesh: Mesh) -> bool:
    """Whether each of a resource's pods is selected by a policy."""
    sets = pod_labels(manifest)
    selectors = [pod_selector_of(policy) for policy in _selecting(manifest, mesh)]
    return bool(sets) and all(
        any(labels_match(selector, labels) for selector in selectors) for labels in sets
    )


def _selecting(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """The PeerAuthentications that select any of this resource's pods."""
    if not mesh.policies:
        return []
    own, pods = unknown_labels(manifest), pod_labels(manifest)
    near = mesh.selecting_policies.that_select(pods)
    return policies_selecting(near, manifest.ref.namespace, pods, own)


def _for_namespace(manifest: Manifest, mesh: Mesh) -> list[Manifest]:
    """Those without a selector, for its namespace, or, if there are none, for the whole mesh."""
    near = policies_of_namespace(mesh.policies, manifest.ref.namespace)
    return near or policies_of_namespace(mesh.policies, ROOT)
