"""mesh.rules: values that users set by JSONPath, as if they had written them in the manifests.

    - name: quiet                     # how explain and errors call it
      match: {kind: Kibana}           # kind and name; both optional
      path: $.spec.config             # JSONPath to mappings that exist, with jsonpath-ng's extensions
      set: {logging.root.level: warn} # keys below each, made where they are missing; {} makes an empty mapping
      optional: true                  # no match at all is then no error
      because: the log is loud        # what explain says

They come before all other rules, one after another: what they set is the user's word, kept or refused like any other. A
place that is not there yet, and that the mode or a later rule makes, counts too: a first plan shows it, and what they set
stands in it before the mode comes.
"""

from __future__ import annotations

import json

from eck_mesh.eck.resource import kind_of
from eck_mesh.manifests.paths import get
from eck_mesh.plan.decisions import Change, Refusal, changed
from eck_mesh.plan.rules.jsonpath import parsed, places

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.manifests.manifest import Manifest
    from eck_mesh.manifests.paths import Path
    from eck_mesh.mesh.model import Mesh

KEYS = {"name": str, "match": dict, "path": str, "set": dict, "optional": bool, "because": str}
NEEDED = ("name", "path", "set")
MATCH = {"kind": str, "name": str}
WORDS = {str: "string", dict: "mapping", bool: "boolean"}
IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))


def user_rules(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Apply the rules that this resource carries to it."""
    yield from (decision for _, decision in _decided(manifest, mesh) if decision)


def unmatched(mesh: Mesh) -> Iterator[Refusal]:
    """Each rule that found no place in the whole stream, told once, at the first resource that carries it."""
    found = {
        json.dumps(rule) for manifest in mesh.treated() for rule, _ in _decided(manifest, mesh)
    }
    for manifest in mesh.treated():
        for rule in mesh.settings[manifest.ref].rules:
            key = json.dumps(rule)
            if key not in found and not rule.get("optional"):
                why = f"mesh.rules, {rule['name']}: {rule['path']} matched nothing. Set optional: true if that is expected."
                yield Refusal(manifest.ref, (), f"rules/{rule['name']}", why)
            found.add(key)


def _decided(
    manifest: Manifest, mesh: Mesh
) -> Iterator[tuple[dict[str, Any], Change | Refusal | None]]:
    """What each rule wants at each leaf, None where it is so already. A rule meets what those before it have set."""
    for rule in mesh.settings[manifest.ref].rules:
        label = f"rules/{rule.get('name', '?')}"
        try:
            found = _find(_checked(rule), manifest, mesh)
        except ValueError as error:
            yield (
                rule,
                Refusal(manifest.ref, (), f"mesh.rules, {rule.get('name', '?')}: {error}", label),
            )
            continue
        for path, value in (
            (place + tail, value) for place in found for tail, value in _leaves(rule["set"])
        ):
            decision = _leaf(
                manifest, path, value, label, rule.get("because", "a rule of your own")
            )
            if isinstance(decision, Change):
                manifest = manifest._replace(body=changed(manifest.body, decision))
            yield rule, decision


def _leaf(
    manifest: Manifest, path: Path, value: Any, label: str, because: str
) -> Change | Refusal | None:
    have, blocked, forbidden = (
        get(manifest.body, path),
        _blocked(manifest, path),
        _forbidden(manifest, path),
    )
    if forbidden:
        return Refusal(manifest.ref, path, f"{label} cannot {forbidden}", label)
    if blocked is not None:
        what = "is no mapping" if isinstance(path[len(blocked)], str) else "has no such element"
        return Refusal(manifest.ref, blocked, f"{what}, so {label} cannot set a key of it.", label)
    if json.dumps(have) == json.dumps(value) or (value == {} and isinstance(have, dict)):
        return None
    return Change(manifest.ref, path, have, value, because, label)


def _forbidden(manifest: Manifest, path: Path) -> str:
    """What a rule would do there, or by what holds it, that none may; or ""."""

    def meets(other: Path) -> bool:
        return path[: len(other)] == other[: len(path)]

    tls = kind_of(manifest).httpTls
    if any(map(meets, IDENTITY)):
        return "give a resource another identity."
    if tls and meets(tls):
        return (
            "set TLS, where the chart's guard would not see it. Use the resource's http in values."
        )
    return ""


def _blocked(manifest: Manifest, path: Path) -> Path | None:
    """The first place on the way that is there and cannot hold the next step, or None."""
    for i, step in enumerate(path):
        here = get(manifest.body, path[:i])
        if isinstance(step, int):
            if not isinstance(here, list) or step >= len(here):
                return path[:i]
        elif not isinstance(here, dict | None):
            return path[:i]
    return None


def _checked(rule: dict[str, Any]) -> dict[str, Any]:
    """The rule. ValueError, as sentences, for all that is wrong with it wherever it is used."""
    wrong = []
    for prefix, block, known in ("", rule, KEYS), ("match.", rule.get("match"), MATCH):
        for key, value in block.items() if isinstance(block, dict) else ():
            if key not in known:
                wrong.append(f"{prefix}{key} is none of {', '.join(known)}.")
            elif not isinstance(value, known[key]):
                wrong.append(f"{prefix}{key} must be a {WORDS[known[key]]}, not {value!r}.")
    wrong += [f"{key} is missing or empty." for key in NEEDED if not rule.get(key)]
    for tail, value in _leaves(rule["set"]) if not wrong else ():
        wrong += [
            f"set has the key {key!r}, which is no string: quote it."
            for key in tail
            if not isinstance(key, str)
        ]
        if value is None:
            wrong.append(
                "set holds a null, which Helm and Flux may drop on its way here. Leave it out."
            )
    if wrong:
        raise ValueError(" ".join(dict.fromkeys(wrong)))
    parsed(rule["path"])
    return rule


def _find(rule: dict[str, Any], manifest: Manifest, mesh: Mesh) -> list[Path]:
    """The places in a resource, and behind them those that are not there yet and will be."""
    match, foreseen = rule.get("match", {}), mesh.foreseen.get(manifest.ref)
    if any(
        match.get(key, have) != have
        for key, have in (("kind", manifest.ref.kind), ("name", manifest.ref.name))
    ):
        return []
    later = places(rule["path"], foreseen.body) if foreseen else []
    later = [
        place
        for place in later
        if get(manifest.body, place) is None and _blocked(manifest, place) is None
    ]
    return list(dict.fromkeys([*places(rule["path"], manifest.body), *later]))


def _leaves(body: dict[str, Any], prefix: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in body.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*prefix, key))
        else:
            yield (*prefix, key), value
