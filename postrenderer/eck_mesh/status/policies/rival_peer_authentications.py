"""Live PeerAuthentications that select the same pods as eck-mesh's: Istio uses only the oldest."""

from __future__ import annotations

from eck_mesh.eck.services import http_ports
from eck_mesh.istio.peer_authentication import STRICT, policy_age, policy_effect
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.status.line import NOT_READY, NOTE, Line
from eck_mesh.status.policies.locked_out import effective_mode, selecting_policies

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.status.desired import Desired

STRICT_EFFECT = {"mtls": {"mode": STRICT}, "portLevelMtls": {}}


def rival_peer_authentication_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """Policies that differ from eck-mesh's; without one of eck-mesh's, the lack of STRICT."""
    ref = peer_authentication_ref(manifest)
    if desired.plan and ref not in desired.plan.manifests:
        if desired.is_strict(manifest):
            yield from _missing_strict_lines(manifest, desired)
        return
    own = desired.policies.get(ref)
    effect = policy_effect(own) if own and desired.plan else STRICT_EFFECT
    for rival in selecting_policies(manifest, desired):
        if rival.ref == ref or policy_effect(rival) == effect:
            continue
        state, message = NOT_READY, "older-peer-authentication"
        if own and policy_age(own) <= policy_age(rival):
            state, message = NOTE, "younger-peer-authentication"
        yield Line(state, str(rival.ref), reason(message, resource=manifest.ref))


def _missing_strict_lines(manifest: Manifest, desired: Desired) -> Iterator[Line]:
    """The first port that would not be STRICT, where mesh.peerAuthentications is false.

    Exceptions for single ports in a policy of the stream are the user's decision.
    """
    applied = next(iter(selecting_policies(manifest, desired)), None)
    planned = applied and desired.plan and applied.ref in desired.plan.manifests
    for port in (0, *http_ports(manifest)):
        mode = effective_mode(manifest, port, desired)
        if mode == STRICT or (port and planned):
            continue
        ports = f"port {port}" if port else "every port"
        if applied:
            why = reason("policy-not-strict", ports=ports, resource=manifest.ref, mode=mode)
            yield Line(NOT_READY, str(applied.ref), why)
        else:
            yield Line(
                NOT_READY, str(manifest.ref), reason("no-strict-policy", ports=ports, mode=mode)
            )
        return
