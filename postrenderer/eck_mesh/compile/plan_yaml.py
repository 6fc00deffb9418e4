"""The plan of one chart as text: the value of mesh.compiled, made for review (a reason above each change) and for Flux (no
`$` stands in it, so that variable substitution finds nothing).
"""

from __future__ import annotations

import itertools
import json
from textwrap import indent

from eck_mesh import kubeyaml
from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import get
from eck_mesh.plan.decisions import Change, Create, words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Path
    from eck_mesh.plan.render import Rendering


def block(rendering: Rendering) -> str:
    """The value of mesh.compiled, as text that begins at the left margin."""
    changes = "".join(_resource(ref, rendering) for ref in rendering.before.settings)
    created = ""
    last = ""
    found = [made for made in rendering.decisions if isinstance(made, Create)]
    for made in found:
        why = reason(made)
        created += (
            "" if why == last else why
        ) + f"- {indent(kubeyaml.dump(made.body), '  ').lstrip()}"
        last = why
    leaves = sum(
        isinstance(change, Change) and change.ref in rendering.before.settings
        for change in rendering.decisions
    )
    parts = [
        f"digest: {_digest(rendering)}-{leaves}-{len(found)}\n"
    ]  # the chart counts them: a plan that was cut is none
    for key, text in ("changes", changes), ("created", created):
        parts.append(f"{key}:\n{indent(text, '  ')}" if text else f"{key}: []\n")
    return "".join(parts)


def _resource(ref: Ref, rendering: Rendering) -> str:
    """The changes of one resource, grouped by reason; "" where there are none. The chart sets them one after the other:
    where one meets the place of another, their order stays as it is."""
    changes = [d for d in rendering.decisions if isinstance(d, Change) and d.ref == ref]
    if not changes:
        return ""
    before, after = rendering.before.manifests[ref].body, rendering.after.manifests[ref].body
    paths = sorted(
        (change.path for change in changes), key=lambda path: [str(step) for step in path]
    )
    if not any(longer[: len(path)] == path for path, longer in itertools.pairwise(paths)):
        order = {why: i for i, why in reversed(list(enumerate(map(reason, changes))))}
        changes.sort(key=lambda change: order[reason(change)])
    namespace = before["metadata"].get("namespace")
    lines = [f"- resource: {'/'.join(filter(None, [ref.kind, namespace, ref.name]))}\n  set:\n"]
    for why, group in itertools.groupby(changes, reason):
        lines.append(indent(why, "    "))
        for change in group:
            leaf = {"path": _place(change.path, before, after), "value": change.after}
            lines.append(f"    - {kubeyaml.dump(leaf, flow=True)}")
    return "".join(lines)


def _place(path: Path, before: Any, after: Any) -> list[str | int]:
    """A path with list places by the element's name, where that is one and no rule changes it; the digest pins the others."""
    steps: list[str | int] = []
    for depth, step in enumerate(path):
        names, later = (
            _names(get(body, path[:depth], [])) if isinstance(step, int) else []
            for body in (before, after)
        )
        name = names[step] if isinstance(step, int) and step < len(names) else None
        steps.append(
            name if isinstance(name, str) and names.count(name) == 1 and names == later else step
        )
    return steps


def _names(elements: Any) -> list[Any]:
    return [get(element, ("name",)) for element in elements] if isinstance(elements, list) else []


def reason(decision: Any) -> str:
    """The rule and its reason as a comment line; what YAML does not take in one is left out."""
    text = " ".join(f"{decision.rule}: {words(decision.because)}".split())
    return f"# {''.join(c for c in text if c.isprintable())}\n"


def _digest(rendering: Rendering) -> str:
    """What the chart wrote on the resources of one instance, from the first."""
    text = next(m.settings for m in rendering.before.manifests.values() if m.settings is not None)
    settings: dict[str, Any] = json.loads(text)
    if not settings.get("digest"):
        raise UserError(
            "the chart gives no digest.", hint="Take a chart of this version of eck-mesh."
        )
    return str(settings["digest"])


def without_dollars(text: str) -> str:
    """The same YAML for every reader, but nothing in it for Flux to substitute. UserError where it cannot be said so."""
    escaped = text.replace(
        "$", "\\x24"
    )  # strings with a dollar are in double quotes, one with several lines apart
    if escaped != text and kubeyaml.load(escaped) != kubeyaml.load(text):
        raise UserError(
            "a text of several lines holds a dollar sign, which Flux could substitute.",
            where="compile",
        )
    return escaped
