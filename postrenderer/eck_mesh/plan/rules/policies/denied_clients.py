"""AuthorizationPolicies of action DENY that reject a client of the stream, or the operator."""

from __future__ import annotations

from eck_mesh.mesh.authorization.guarded import findings
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh


def denied_clients(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse each rule that is sure to reject one: no other policy can allow it."""
    for target, client, access, judgment in findings(mesh):
        policy = judgment.policy
        if policy is not None and judgment.outcome == "denied":
            who = f"{client} ({access.principal})" if access.principal else client
            why = reason("denies-client", client=who, target=target, port=access.port)
            yield Refusal(policy.ref, ("spec", "rules", judgment.rule), why)
