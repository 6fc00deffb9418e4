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
"""

from __future__ import annotations

import json

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import get, mapping, obstacle
from eck_mesh.messages.problem import InvalidValue
from eck_mesh.messages.reason import reason
from eck_mesh.plan.decisions import Change, Refusal, changed
from eck_mesh.plan.rules.user_defined.jsonpath import find_paths, parse_query
from eck_mesh.plan.rules.user_defined.user_rule_checks import (
    DEFAULT_REASON,
    leaves_of_rule,
    rule_name,
    rule_problems,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.mesh.model import Mesh
    from eck_mesh.messages.reason import Reason

IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))


def user_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Apply the rules that a resource carries to this resource."""
    yield from (decision for _, decision in _outcomes(manifest, mesh) if decision)


def unmatched_rules(mesh: Mesh) -> Iterator[Refusal]:
    """Refuse each rule without a match in the whole stream, once, at the first resource that
    carries it."""
    matched: set[str] = set()
    for manifest in mesh.treated():
        matched.update(json.dumps(rule) for rule, _ in _outcomes(manifest, mesh))
    for manifest in mesh.treated():
        for rule in mesh.settings[manifest.ref].rules:
            key = json.dumps(rule)
            if key not in matched and not rule.get("optional"):
                name = rule_name(rule)
                why = reason("rule-matches-nothing", rule=name, path=rule["path"])
                yield Refusal(manifest.ref, (), why, f"rules/{name}")
            matched.add(key)


def _outcomes(manifest: Manifest, mesh: Mesh) -> Iterator[tuple[Body, Change | Refusal | None]]:
    """Each rule with its decision about each value that it sets; None where the value is so
    already.

    A rule meets what the rules before it have set.
    """
    for rule in mesh.settings[manifest.ref].rules:
        label = f"rules/{rule_name(rule)}"
        problems, found = _matches(rule, manifest, mesh)
        for problem in problems:
            yield rule, Refusal(manifest.ref, (), problem, label)
        for path in found:
            for leaf in leaves_of_rule(rule):
                decision = _decision(manifest, (*path, *leaf.path), leaf.value, rule)
                if isinstance(decision, Change):
                    manifest = manifest._replace(body=changed(manifest.body, decision))
                yield rule, decision


def _matches(rule: Body, manifest: Manifest, mesh: Mesh) -> tuple[list[Reason], list[Path]]:
    """What is wrong with a rule, and the places that the rule matches in a resource."""
    problems = rule_problems(rule)
    if problems:
        return problems, []
    try:
        return [], _places(rule, manifest, mesh)
    except InvalidValue as error:
        return [error.reason], []


def _places(rule: Body, manifest: Manifest, mesh: Mesh) -> list[Path]:
    """The places that exist, and behind them those that the first plan shows."""
    query, name = rule["path"], rule_name(rule)
    parse_query(query, name)
    have = {"kind": manifest.ref.kind, "name": manifest.ref.name}
    match = mapping(rule, ("match",))
    if any(match.get(key, value) != value for key, value in have.items()):
        return []
    found = find_paths(query, manifest.body, name)
    foreseen = mesh.foreseen.get(manifest.ref)
    for path in find_paths(query, foreseen.body, name) if foreseen else []:
        if get(manifest.body, path) is None and obstacle(manifest.body, path) is None:
            found.append(path)
    return list(dict.fromkeys(found))


def _decision(manifest: Manifest, path: Path, value: object, rule: Body) -> Change | Refusal | None:
    """What a rule decides about one value; None where the manifest has this value already."""
    name = rule_name(rule)
    label = f"rules/{name}"
    forbidden = _forbidden(manifest, path)
    if forbidden:
        return Refusal(manifest.ref, path, reason(forbidden, rule=name), label)
    blocked = obstacle(manifest.body, path)
    if blocked is not None:
        is_key = isinstance(path[len(blocked)], str)
        why = "rule-sets-key-of-no-mapping" if is_key else "rule-sets-missing-element"
        return Refusal(manifest.ref, blocked, reason(why, rule=name), label)
    have = get(manifest.body, path)
    if json.dumps(have) == json.dumps(value) or (value == {} and mapping(have) == have):
        return None
    because = reason("user-defined-rule", because=rule.get("because", DEFAULT_REASON))
    return Change(manifest.ref, path, have, value, [because], label)


def _forbidden(manifest: Manifest, path: Path) -> str:
    """The id of the message for a place that no rule may set, or that contains such a place; or
    ""."""
    if any(_overlap(path, identity) for identity in IDENTITY):
        return "rule-changes-identity"
    tls = kind_of(manifest).httpTls
    return "rule-sets-tls" if tls and _overlap(path, tls) else ""


def _overlap(one: Path, other: Path) -> bool:
    """Whether two places are the same, or one contains the other."""
    return one[: len(other)] == other[: len(one)]
