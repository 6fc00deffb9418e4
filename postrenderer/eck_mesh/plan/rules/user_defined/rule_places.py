"""Where a rule of mesh.rules applies in one object, and what it decides there."""

from __future__ import annotations

from eck_mesh.eck.resource import is_known, pod_templates
from eck_mesh.json_text import json_of
from eck_mesh.manifests.paths import get, mapping, obstacle, with_leaf
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
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeAlias

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.messages.reason import Reason

    Outcome: TypeAlias = "tuple[Body, Change | Refusal | None]"
    # Why a rule must not set a place of an object; None where it may.
    Forbidden: TypeAlias = "Callable[[Manifest, Path, str], Reason | None]"

IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))


def outcomes_of_rules(
    rules: Iterable[Body], manifest: Manifest, foreseen: Manifest | None, forbidden: Forbidden
) -> Iterator[Outcome]:
    """Each rule with its decision about each value that it sets; None where the value is so
    already.

    A rule meets what the rules before it have set. foreseen: the object after a first plan.
    """
    for rule in rules:
        label = f"rules/{rule_name(rule)}"
        problems, found = _matches(rule, manifest, foreseen)
        for problem in problems:
            yield rule, Refusal(manifest.ref, (), problem, label)
        for path in found:
            for leaf in leaves_of_rule(rule):
                place = (*path, *leaf.path)
                why = forbidden(manifest, place, rule_name(rule))
                if why:
                    yield rule, Refusal(manifest.ref, place, why, label)
                    continue
                decision = _decision(manifest, place, leaf.value, rule)
                if isinstance(decision, Change):
                    manifest = manifest._replace(body=changed(manifest.body, decision))
                yield rule, decision


def overlaps(one: Path, other: Path) -> bool:
    """Whether two places are the same, or one contains the other."""
    return one[: len(other)] == other[: len(one)]


def _matches(
    rule: Body, manifest: Manifest, foreseen: Manifest | None
) -> tuple[list[Reason], list[Path]]:
    """What is wrong with a rule, and the places that the rule matches in an object."""
    problems = rule_problems(rule)
    if problems:
        return problems, []
    try:
        return [], _places(rule, manifest, foreseen)
    except InvalidValue as error:
        return [error.reason], []


def _places(rule: Body, manifest: Manifest, foreseen: Manifest | None) -> list[Path]:
    """The places that exist, and behind them those that the first plan shows, or that pods may
    have."""
    query, name = rule["path"], rule_name(rule)
    parse_query(query, name)
    have = {"kind": manifest.ref.kind, "name": manifest.ref.name}
    match = mapping(rule, ("match",))
    if any(match.get(key, value) != value for key, value in have.items()):
        return []
    found = find_paths(query, manifest.body, name)
    shown = [_with_pod_metadata(manifest)]
    if foreseen:
        shown.insert(0, foreseen)
    for one in shown:
        for path in find_paths(query, one.body, name):
            if get(manifest.body, path) is None and obstacle(manifest.body, path) is None:
                found.append(path)
    return list(dict.fromkeys(found))


def _with_pod_metadata(manifest: Manifest) -> Manifest:
    """The manifest with labels and annotations in the metadata of each pod template.

    The chart leaves out empty mappings, which the operator would remove.
    """
    body = manifest.body
    for template in pod_templates(manifest) if is_known(manifest.ref) else ():
        for part in "labels", "annotations":
            place = (*template, "metadata", part)
            if get(body, place[:-1]) == mapping(body, place[:-1]) and get(body, place) is None:
                body = with_leaf(body, place, {})
    return manifest._replace(body=body)


def _decision(manifest: Manifest, path: Path, value: object, rule: Body) -> Change | Refusal | None:
    """What a rule decides about one value; None where the object has this value already."""
    name = rule_name(rule)
    label = f"rules/{name}"
    blocked = obstacle(manifest.body, path)
    if blocked is not None:
        is_key = isinstance(path[len(blocked)], str)
        why = "rule-sets-key-of-no-mapping" if is_key else "rule-sets-missing-element"
        return Refusal(manifest.ref, blocked, reason(why, rule=name), label)
    have = get(manifest.body, path)
    if json_of(have) == json_of(value) or (value == {} and mapping(have) == have):
        return None
    words = " ".join(rule.get("because", DEFAULT_REASON).split())  # a block scalar has lines
    because = reason("user-defined-rule", because=words)
    return Change(manifest.ref, path, have, value, [because], label)
