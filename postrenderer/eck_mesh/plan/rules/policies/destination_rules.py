"""DestinationRules: what meshed clients send to each Service that the operator creates."""

from __future__ import annotations

from eck_mesh.eck.services import services
from eck_mesh.manifests.kinds import DESTINATION_RULE
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import create
from eck_mesh.plan.rules.policies.wanted_rules import wanted_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create


def destination_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """One for each Service that the table names, by full host name, visible in every namespace.

    Istio matches a rule on the Service's name, never on a pod's. The operator connects to pods of
    the headless Services of the nodeSets, so each of these has a rule of its own.
    """
    every = list(wanted_rules(manifest, mesh))
    named = [one.named.name for one in every if one.policy]
    if not manifest.ref.namespace:
        if named:
            why = reason("destination-rule-needs-namespace", service=named[0])
            yield Refusal(manifest.ref, ("metadata", "namespace"), why)
        return
    settings = mesh.settings[manifest.ref]
    never = settings.destinationRules == "never"
    if settings.trafficPolicy and services(manifest) and (never or not named):
        yield Skip(manifest.ref, (), [reason("traffic-policy-not-used")])
    has_rules = bool(mesh.of_kind(DESTINATION_RULE.kind))
    for one in every:
        if has_rules:
            from eck_mesh.plan.rules.policies.compared_rules import compared_rule

            yield from compared_rule(one, mesh)
        elif one.policy and not never:
            yield from create(manifest, mesh, one.rule, one.reasons)
    if never and services(manifest) and mesh.row(manifest.ref).destinationRules:
        inside = mesh.is_inside(manifest.ref)
        kept = "never-inside-the-mesh" if inside else "never-outside-the-mesh"
        yield Skip(manifest.ref, (), [reason(kept)])
