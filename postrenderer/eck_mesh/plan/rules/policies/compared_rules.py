"""The DestinationRules of a stream for one Service, compared with the rule that the mode wants."""

from __future__ import annotations

from eck_mesh.istio.destination_rule import ORIGINATES, is_wildcard, rule_tls
from eck_mesh.istio.names import REVISION, has_revision
from eck_mesh.istio.rule_search import has_selector, is_rule_shown
from eck_mesh.manifests.paths import mapping
from eck_mesh.mesh.policy_names import destination_rule_ref
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal, Skip
from eck_mesh.plan.rules.policies.policy_objects import create
from eck_mesh.plan.rules.policies.user_destination_rules import (
    is_never,
    refused_rule,
    second_rule,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.plan.decisions import Create
    from eck_mesh.plan.rules.policies.wanted_rules import Wanted


def compared_rule(wanted: Wanted, mesh: Mesh) -> Iterator[Create | Skip | Refusal]:
    """Compare the user-defined rules for one Service with the mode, and create the rule."""
    owner, rules = wanted.owner, mesh.rules_by_host
    every = [*rules.exactly_for(wanted.host), *rules.wildcards_for(wanted.host)]
    theirs = [one for one in every if not _is_ours(one, wanted)]
    refused = [found for one in theirs if (found := refused_rule(one, wanted, mesh, theirs))]
    yield from refused
    if not wanted.policy:
        return
    for one in rules.half_named_for(wanted.host):
        why = reason("rule-host-not-completed", rule=one.ref, host=wanted.host)
        yield Skip(owner.ref, (), [why])
    if is_never(wanted, mesh):
        return
    exact = [one for one in theirs if _is_merged_with_ours(one, wanted)]
    if not exact:
        yield from create(owner, mesh, wanted.rule, wanted.reasons)
    elif exact[0].ref not in [found.ref for found in refused]:
        yield _taken(exact[0], wanted, mesh)
    for one in exact[1:]:
        why = reason("two-destination-rules", host=wanted.host, first=exact[0].ref)
        yield Refusal(one.ref, ("spec", "host"), why)


def _is_ours(rule: Manifest, wanted: Wanted) -> bool:
    """Whether a rule is the very one that eck-mesh creates."""
    own = destination_rule_ref(wanted.owner, wanted.named.name)
    return rule.ref == own and mapping(rule.body, ("spec",)) == wanted.rule.spec


def _is_merged_with_ours(rule: Manifest, wanted: Wanted) -> bool:
    """Whether Istio would merge a rule with eck-mesh's: one for the same host and namespace."""
    same = rule.ref.namespace == wanted.owner.ref.namespace
    return same and not is_wildcard(rule) and not has_selector(rule)


def _taken(rule: Manifest, wanted: Wanted, mesh: Mesh) -> Skip | Refusal:
    """Take a user-defined rule in place of eck-mesh's, if it does the same for all clients."""
    owner, wrong = wanted.owner, wanted.wrong_modes(rule_tls(rule.body.get("spec")))
    settings = mesh.settings[owner.ref]
    if not wrong:
        if not has_revision(rule.body, settings.revision):
            why = reason("rule-for-one-revision", host=wanted.host)
            return Refusal(rule.ref, ("metadata", "labels", REVISION), why)
        for namespace in mesh.clients:
            if not is_rule_shown(rule, namespace):
                why = reason("rule-not-exported", host=wanted.host, namespace=namespace)
                return Refusal(rule.ref, ("spec", "exportTo"), why)
        kept = [reason("keeps-your-destination-rule", rule=rule.ref, host=wanted.host)]
    elif set(wrong) <= set(ORIGINATES) and not mesh.is_inside(owner.ref):
        kept = [reason("keeps-your-tls-origination", rule=rule.ref, host=wanted.host)]
    else:
        return second_rule(rule, wanted)
    if settings.trafficPolicy:
        kept.append(reason("traffic-policy-not-in-your-rule"))
    return Skip(owner.ref, (), kept)
