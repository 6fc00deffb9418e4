"""Policies of an earlier pass, compared with what this pass does to the clients of their ports."""

from __future__ import annotations

from eck_mesh.manifests.paths import mapping
from eck_mesh.mesh.policy_names import peer_authentication_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.policies.admitted_clients import admitted_clients

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.mesh.model import Mesh


def earlier_passes(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse a client without a mesh identity that a policy of an earlier pass rejects."""
    for manifest in mesh.treated():
        policy = mesh.manifests.get(peer_authentication_ref(manifest))
        is_earlier = mesh.settings[manifest.ref].fromEarlierPass
        if not is_earlier or policy is None or mesh.mode(manifest.ref) != "strict":
            continue
        path = ("spec", "portLevelMtls")
        accepted = set(map(str, mapping(policy.body, path)))
        for one in admitted_clients(manifest, mesh):
            ports = [str(port) for port in one.ports if str(port) not in accepted]
            if ports:
                clients = ", ".join(one.clients)
                why = reason("earlier-pass-rejects", clients=clients, ports=", ".join(ports))
                yield Refusal(policy.ref, path, why)
