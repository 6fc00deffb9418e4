"""mesh.rules: values that users set by JSONPath, as if they had written them in the manifests.

    - name: quiet                     # how explain and errors call the rule
      match: {kind: Kibana}           # kind and name; both optional
      path: $.spec.config             # JSONPath to mappings, with jsonpath-ng's extensions
      set: {logging.root.level: warn} # keys below each place; {} makes an empty mapping
      optional: true                  # no match at all is then no error
      because: the log is loud        # what explain prints

User-defined rules come before all others, one after another: what they set is a user's value, kept
or refused like any other. A place that does not exist yet, and that the mode or a later rule makes,
counts too: a first plan shows that place, and the rule sets its values there before the mode does.
Rules for objects that the mode creates are in created_objects.py.
"""

from __future__ import annotations

from eck_mesh.eck.resource import kind_of
from eck_mesh.json_text import json_of
from eck_mesh.manifests.paths import text
from eck_mesh.mesh.policy_names import is_created_for
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Refusal
from eck_mesh.plan.rules.user_defined.created_objects import (
    names_created_kind,
    outcomes_of_created,
)
from eck_mesh.plan.rules.user_defined.rule_places import IDENTITY, outcomes_of_rules, overlaps
from eck_mesh.plan.rules.user_defined.user_rule_checks import rule_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.decisions import Change
    from eck_mesh.plan.rules.user_defined.rule_places import Outcome


def user_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Apply the rules that a resource carries to this resource."""
    yield from (decision for _, decision in _outcomes(manifest, mesh) if decision)


def unmatched_rules(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse each rule without a match in the whole stream, once, at the first resource that
    carries it."""
    matched: set[str] = set()
    for manifest in mesh.treated():
        outcomes = [*_outcomes(manifest, mesh), *_outcomes_of_created(manifest, mesh)]
        matched.update(json_of(rule) for rule, _ in outcomes)
    for manifest in mesh.treated():
        for rule in mesh.settings[manifest.ref].rules:
            key = json_of(rule)
            if key not in matched and not rule.get("optional"):
                label = f"rules/{rule_name(rule)}"
                yield Refusal(manifest.ref, (), _why_unmatched(rule, mesh), label)
            matched.add(key)


def _outcomes(manifest: Manifest, mesh: Mesh) -> Iterator[Outcome]:
    rules, foreseen = mesh.settings[manifest.ref].rules, mesh.foreseen.get(manifest.ref)
    return outcomes_of_rules(rules, manifest, foreseen, _forbidden)


def _outcomes_of_created(manifest: Manifest, mesh: Mesh) -> Iterator[Outcome]:
    """The same for the objects that the mode creates for a resource, as the first plan shows
    them."""
    if any(map(names_created_kind, mesh.settings[manifest.ref].rules)):
        for ref, made in mesh.foreseen.items():
            if is_created_for(manifest, ref):
                yield from outcomes_of_created(made, manifest.ref, mesh)


def _why_unmatched(rule: Body, mesh: Mesh) -> Reason:
    name, kind = rule_name(rule), text(rule, ("match", "kind"))
    wanted = text(rule, ("match", "name"))
    every = [one.ref for one in mesh.treated()]
    for manifest in mesh.treated() if kind else ():
        every += [ref for ref in mesh.foreseen if is_created_for(manifest, ref)]
    of_kind = [ref.name for ref in every if kind in ("", ref.kind)]
    if not of_kind:
        kinds = ", ".join(dict.fromkeys(ref.kind for ref in every))
        return reason("rule-matches-no-kind", rule=name, kind=kind, kinds=kinds)
    if wanted and wanted not in of_kind:
        names = ", ".join(dict.fromkeys(of_kind))
        return reason("rule-matches-no-name", rule=name, name=wanted, names=names)
    return reason("rule-matches-nothing", rule=name, path=rule["path"])


def _forbidden(manifest: Manifest, path: Path, rule: str) -> Reason | None:
    """A place that no rule may set, or that contains such a place."""
    if any(overlaps(path, identity) for identity in IDENTITY):
        return reason("rule-changes-identity", rule=rule)
    tls = kind_of(manifest).httpTls
    return reason("rule-sets-tls", rule=rule) if tls and overlaps(path, tls) else None
