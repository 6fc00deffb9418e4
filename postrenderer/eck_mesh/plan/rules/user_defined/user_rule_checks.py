"""One rule of mesh.rules: which keys it has, and everything that is wrong with it wherever it is
used."""

from __future__ import annotations

from eck_mesh.manifests.paths import mapping
from eck_mesh.messages.reason import reason
from eck_mesh.record import NamedTuple
from eck_mesh.settings.setting_types import TYPES, type_in_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eck_mesh.manifests.paths import Body, Path
    from eck_mesh.messages.reason import Reason

KEYS = {"name": str, "match": dict, "path": str, "set": dict, "optional": bool, "because": str}
NEEDED = ("name", "path", "set")
MATCH = {"kind": str, "name": str}
DEFAULT_REASON = "a user-defined rule"


class Leaf(NamedTuple):
    """One value that a rule sets, with its path below each place that the rule matches."""

    path: Path
    value: object


def rule_name(rule: Body) -> str:
    """The name of a rule for messages; `?` where it has none."""
    return str(rule.get("name", "?"))


def rule_problems(rule: Body) -> list[Reason]:
    """Everything that is wrong with a rule, except its path."""
    name = rule_name(rule)
    found = [*_key_problems(rule, "", KEYS, name)]
    found += _key_problems(mapping(rule, ("match",)), "match.", MATCH, name)
    found += [reason("rule-lacks-key", rule=name, key=key) for key in NEEDED if not rule.get(key)]
    return found or _value_problems(rule, name)


def _key_problems(
    block: Body, prefix: str, known: Mapping[str, type], rule: str
) -> Iterator[Reason]:
    for key, value in block.items():
        place = f"{prefix}{key}"
        if key not in known:
            yield reason("rule-has-unknown-key", rule=rule, key=place, known=", ".join(known))
        elif not isinstance(value, known[key]):
            wanted = TYPES[known[key]]
            found = type_in_words(value, wanted)
            yield reason("rule-has-wrong-type", rule=rule, key=place, wanted=wanted, found=found)


def _value_problems(rule: Body, name: str) -> list[Reason]:
    found: dict[str, Reason] = {}
    for leaf in leaves_of_rule(rule):
        for key in leaf.path:
            if not isinstance(key, str):
                found[repr(key)] = reason("rule-sets-unquoted-key", rule=name, key=key)
        if leaf.value is None:
            found["null"] = reason("rule-sets-null", rule=name)
    return list(found.values())


def leaves_of_rule(rule: Body) -> Iterator[Leaf]:
    """Every value that a rule sets; an empty mapping is a value."""
    return _leaves(mapping(rule, ("set",)), ())


def _leaves(block: Body, prefix: Path) -> Iterator[Leaf]:
    for key, value in block.items():
        if mapping(value):
            yield from _leaves(mapping(value), (*prefix, key))
        else:
            yield Leaf((*prefix, key), value)
