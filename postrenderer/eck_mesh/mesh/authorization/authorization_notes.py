"""AuthorizationPolicies of the stream that may lock out a client of the stream.

These are notes: policies of action ALLOW add up, and another one in the cluster may allow it. What
a policy of action DENY rejects, nothing allows: denied_clients.py refuses it.
"""

from __future__ import annotations

from eck_mesh.mesh.authorization.guarded import findings
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

NOTES = {"left out": "authorization-policy-leaves-out", "unknown": "authorization-policy-not-read"}


def authorization_notes(mesh: Mesh) -> Iterator[Reason]:
    """A note for each resource and policy, with the clients that it leaves out, or may."""
    found: dict[tuple[str, Ref, Ref], dict[str, None]] = {}
    for target, client, access, judgment in findings(mesh):
        policy = judgment.policy
        if policy is not None and judgment.outcome in NOTES:
            who = f"{client} on {access.port}"
            if access.principal and judgment.outcome == "left out":
                who = f"{client} on {access.port} ({access.principal})"
            found.setdefault((judgment.outcome, policy.ref, target), {})[who] = None
    for (outcome, policy_ref, target), clients in found.items():
        who = ", ".join(clients)
        yield reason(NOTES[outcome], policy=policy_ref, target=target, clients=who)
