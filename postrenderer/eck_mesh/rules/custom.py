"""mesh.rules: values that users set by JSONPath, as if they had written them in the manifests.

    - name: quiet                     # how explain and errors call it
      match: {kind: Kibana}           # kind and name; both optional
      path: $.spec.config             # JSONPath to mappings that exist, with jsonpath-ng's extensions
      set: {logging.root.level: warn} # keys below each, made where they are missing
      optional: true                  # no match at all is then no error
      because: the log is loud        # what explain says

They come before all other rules: what they set is the user's word, kept or refused like any other. They come again
after them, for places that were not there before.
"""

from __future__ import annotations

import json
from functools import cache

from eck_mesh.change import Change, Refusal
from eck_mesh.manifest import get
from eck_mesh.resource import kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from eck_mesh.change import Path
    from eck_mesh.manifest import Manifest
    from eck_mesh.mesh import Mesh

KEYS = {"name": str, "match": dict, "path": str, "set": dict, "optional": bool, "because": str}
NEEDED = ("name", "path", "set")


def custom(manifest: Manifest, mesh: Mesh) -> Iterator[Change | Refusal]:
    """Apply the rules that this resource carries to it."""
    for rule in mesh.settings[manifest.ref].rules:
        label = f"rules/{rule.get('name', '?')}"
        problem = _problem(rule)
        if problem:
            yield Refusal(manifest.ref, (), label, f"mesh.rules, {label.partition('/')[2]}: {problem}")
            continue
        because = rule.get("because", "a rule of your own")
        for found in _find(rule, manifest):
            for tail, value in _leaves(rule["set"]):
                path = (*found, *tail)
                have = get(manifest.body, path)
                why = _forbidden(manifest, path)
                blocked = _blocked(manifest, path)
                if why:
                    yield Refusal(manifest.ref, path, label, f"{label} cannot {why}")
                elif blocked is not None:
                    yield Refusal(manifest.ref, blocked, label, f"is no mapping, so {label} cannot set a key of it.")
                elif json.dumps(have) != json.dumps(value):
                    yield Change(manifest.ref, path, have, value, label, because)


def _forbidden(manifest: Manifest, path: Path) -> str:
    """What a rule would do there that none may, or ""."""
    if path[:1] in (("apiVersion",), ("kind",)) or path[:2] in (("metadata", "name"), ("metadata", "namespace")):
        return "give a resource another identity."
    tls = kind_of(manifest).httpTls
    if tls and path[: len(tls)] == tls:
        return "set TLS, where the chart's guard would not see it. Use the resource's http in values."
    return ""


def unmatched(manifest: Manifest, mesh: Mesh) -> Iterator[Refusal]:
    """A rule that matched nothing in the whole stream, told once, at the first resource that carries it."""
    for rule in mesh.settings[manifest.ref].rules:
        carriers = (other for other in mesh.treated() if rule in mesh.settings[other.ref].rules)
        if rule.get("optional") or next(carriers).ref != manifest.ref:
            continue
        if not _find(rule, manifest) and not any(_find(rule, other) for other in carriers):
            why = f"mesh.rules, {rule['name']}: {rule['path']} matched nothing. Set optional: true if that is expected."
            yield Refusal(manifest.ref, (), f"rules/{rule['name']}", why)


def _problem(rule: dict[str, Any]) -> str:
    """What is wrong with a rule itself, or ""."""
    unknown = [key for key in rule if key not in KEYS]
    missing = [key for key in NEEDED if not rule.get(key)]
    wrong = [key for key, kind in KEYS.items() if key in rule and not isinstance(rule[key], kind)]
    if unknown or missing or wrong or set(rule.get("match", {})) - {"kind", "name"}:
        return f"a rule has {', '.join(KEYS)}; of these {', '.join(NEEDED)} are needed, and match has kind and name."
    if any(value is None for _, value in _leaves(rule["set"])):
        return "set holds a null, which Helm and Flux may drop on its way here. Leave it out."
    try:
        _parsed(rule["path"])
    except ModuleNotFoundError:
        raise
    except Exception as error:  # jsonpath-ng raises its own and plain exceptions
        return f"the path {rule['path']!r} is no JSONPath: {error}"
    return ""


def _find(rule: dict[str, Any], manifest: Manifest) -> list[Path]:
    match = rule.get("match", {})
    if match.get("kind", manifest.ref.kind) != manifest.ref.kind or match.get("name", manifest.ref.name) != manifest.ref.name:
        return []
    return [_steps(found.full_path) for found in _parsed(rule["path"]).find(manifest.body)]


def _blocked(manifest: Manifest, path: Path) -> Path | None:
    """The first place on the way that is there and cannot hold the next step, or None."""
    for i, step in enumerate(path):
        expected = dict if isinstance(step, str) else list
        if not isinstance(get(manifest.body, path[:i], expected()), expected):
            return path[:i]
    return None


@cache
def _parsed(path: str) -> Any:
    from jsonpath_ng.ext.parser import parse  # dear to import, and few have rules

    return parse(path)


def _steps(path: Any) -> Path:
    """jsonpath-ng's path to one match, as keys and indexes."""
    kind = type(path).__name__
    if kind == "Child":
        return (*_steps(path.left), *_steps(path.right))
    if kind == "Fields":
        return (path.fields[0],)
    if kind == "Index":
        return (path.indices[0] if hasattr(path, "indices") else path.index,)
    return ()  # the root


def _leaves(body: dict[str, Any], prefix: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in body.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*prefix, key))
        else:
            yield (*prefix, key), value
