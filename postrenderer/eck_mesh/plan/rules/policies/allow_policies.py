"""The AuthorizationPolicy of a resource: its clients by port, and why each of them is allowed."""

from __future__ import annotations

from eck_mesh.eck.resource import pod_selector
from eck_mesh.manifests.kinds import AUTHORIZATION_POLICY
from eck_mesh.mesh.authorization.allowed_by_settings import allowed_by_settings, wrong_entries
from eck_mesh.mesh.authorization.allowed_clients import AllowedClients
from eck_mesh.mesh.authorization.identities import sources
from eck_mesh.mesh.policy_names import authorization_policy_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.policies.authorization_obstacles import (
    nameless,
    unknown_gateways,
    waypoints,
)
from eck_mesh.plan.rules.policies.policy_objects import PolicyObject, create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body
    from eck_mesh.mesh.authorization.allowed_clients import Allowed
    from eck_mesh.mesh.authorization.identities import Identity
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Create


def allow_policies(targets: Iterable[Manifest], mesh: Mesh) -> Iterator[Create | Refusal]:
    """A policy for each resource that serves a known port, and what makes one impossible."""
    clients = AllowedClients(mesh)
    for target, why in wrong_entries(mesh):
        yield Refusal(target.ref, (), why)
    for target in targets:
        added = list(allowed_by_settings(target, mesh))
        allowed = [*clients.of_resource(target), *added]
        yield from unknown_gateways(target, mesh, added)
        yield from waypoints(target, mesh)
        yield from nameless(target, allowed)
        if allowed:
            name = authorization_policy_ref(target).name
            policy = PolicyObject(AUTHORIZATION_POLICY, name, policy_spec(target, allowed))
            yield from create(target, mesh, policy, _reasons(target, mesh, allowed))


def policy_spec(target: Manifest, allowed: Iterable[Allowed]) -> Body:
    """The policy by ports: one rule for all ports with the same clients."""
    by_port: dict[int, set[Identity]] = {}
    for one in allowed:
        for port in one.ports:
            by_port.setdefault(port, set()).add(one.identity)
    by_clients: dict[frozenset[Identity], list[int]] = {}
    for port in sorted(by_port):
        by_clients.setdefault(frozenset(by_port[port]), []).append(port)
    rules = [
        {"from": sources(identities), "to": [{"operation": {"ports": [*map(str, ports)]}}]}
        for identities, ports in by_clients.items()
    ]
    selector = {"matchLabels": pod_selector(target)}
    return {"selector": selector, "action": "ALLOW", "rules": rules}


def _reasons(target: Manifest, mesh: Mesh, allowed: Iterable[Allowed]) -> list[Reason]:
    """Why there is a policy, and the clients by their identity and their ports."""
    row = mesh.row(target.ref).authorization
    found = [reason(row.because)] if row else []
    clients: dict[tuple[tuple[int, ...], Identity], dict[str, None]] = {}
    for one in allowed:
        clients.setdefault((one.ports, one.identity), {})[one.words] = None
    for (numbers, identity), words in clients.items():
        ports, who = ", ".join(map(str, numbers)), ", ".join(words)
        name = "allows-client" if identity.namespace else "allows-without-identity"
        found.append(reason(name, ports=ports, identity=identity, clients=who))
    return found
