"""The plan as values, for where no program can run: mesh.compiled, which the chart applies by itself.

A digest that the chart makes of everything the plan was made from goes with it; where it has changed the chart refuses.
The text is made for review (a reason above each change) and for Flux: no `$` stands in it, so that variable substitution
finds nothing.
"""

from __future__ import annotations

import json
import re
from collections import namedtuple
from textwrap import indent

from eck_mesh import dialect
from eck_mesh.change import Change, Create
from eck_mesh.errors import UserError
from eck_mesh.lock import LOCK
from eck_mesh.manifest import get
from eck_mesh.render import render
from eck_mesh.settings import Flags
from eck_mesh.stream import SOURCE, split

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.change import Path
    from eck_mesh.manifest import Ref
    from eck_mesh.render import Rendering

HEAD = """# Written by `eck-mesh compile` for {about}.
# Do not edit it: run that again after a change of values or chart. Where one matters, the chart asks for it.
"""
NOTHING = "# Every mode is disabled for {about}: there is nothing to compile.\n{{}}\n"


class Instance(namedtuple("Instance", "place text")):
    """The manifests of one chart in a stream. place: its keys in values, () for the root chart."""

    place: tuple[str, ...]
    text: str
    __slots__ = ()


def compile_values(text: str, about: str, expect_mode: str = "") -> str:
    """The values file for a stream of `helm template`, locked and with its `# Source:` lines; about: whose it is, for the
    first line. UserError where the plan cannot be made, or hangs on what the chart could not notice, or where no release
    of the stream has the expected mode."""
    if expect_mode:
        render(text, Flags(expectMode=expect_mode))
    tree: dict[str, Any] = {}
    found = instances(text)
    for instance in found:
        if LOCK in instance.text:
            rendering = render(instance.text, Flags())
            if len(found) > 1:
                _stands_alone(rendering, render(text, Flags()))
            here = tree
            for key in (*instance.place, "mesh"):
                here = here.setdefault(key, {})
            here["compiled"] = _block(rendering)
    return without_dollars((HEAD if tree else NOTHING).format(about=about) + _nested(tree))


def without_dollars(text: str) -> str:
    """The same YAML for every reader, but nothing in it for Flux to substitute. UserError where it cannot be said so."""
    escaped = text.replace("$", "\\x24")  # strings with a dollar are in double quotes, one with several lines apart
    if escaped != text and dialect.load(escaped) != dialect.load(text):
        raise UserError("a text of several lines holds a dollar sign, which Flux could substitute.", "compile")
    return escaped


def instances(text: str) -> list[Instance]:
    """The stream by chart, from the `# Source:` lines of Helm: CHART/charts/ALIAS/templates/…"""
    parts: dict[tuple[str, ...], str] = {}
    for document in split(text):
        source = re.search(f"^{SOURCE}(.*?)/(?:templates|crds)/", document.text, re.MULTILINE)
        if source:
            place = tuple(source[1].split("/charts/")[1:])
            parts[place] = parts.get(place, "") + document.text
    return [Instance(place, part) for place, part in parts.items()]


def _stands_alone(own: Rendering, whole: Rendering) -> None:
    """UserError where the plan of one chart is another one beside the others of the stream."""
    for ref in own.before.settings:
        ours = [d for d in own.decisions if isinstance(d, Create) and d.owner == ref]
        theirs = [d for d in whole.decisions if isinstance(d, Create) and d.owner == ref]
        if own.after.manifests[ref].body != whole.after.manifests[ref].body or [d.body for d in ours] != [
            d.body for d in theirs
        ]:
            raise UserError(
                "its plan depends on resources of another chart of this release, whose changes its own chart could not notice.",
                str(ref),
                "Say mesh.unmeshedClients: true on it if clients without a sidecar are there, or use the post-renderer.",
            )


def _settings(rendering: Rendering) -> dict[str, Any]:
    """What the chart wrote on the resources of one instance, from the first."""
    text = next(m.settings for m in rendering.before.manifests.values() if m.settings is not None)
    settings: dict[str, Any] = json.loads(text)
    if not settings.get("digest"):
        raise UserError("the chart gives no digest.", hint="Take a chart of this version of eck-mesh.")
    return settings


def _block(rendering: Rendering) -> str:
    """The value of mesh.compiled, as text that begins at the left margin."""
    changes = "".join(_resource(ref, rendering) for ref in rendering.before.settings)
    created = ""
    last = ""
    for made in rendering.decisions:
        if isinstance(made, Create):
            why = reason(made)
            created += ("" if why == last else why) + f"- {indent(dialect.dump(made.body), '  ').lstrip()}"
            last = why
    parts = [f"digest: {_settings(rendering)['digest']}\n"]
    for key, text in ("changes", changes), ("created", created):
        parts.append(f"{key}:\n{indent(text, '  ')}" if text else f"{key}: []\n")
    return "".join(parts)


def _resource(ref: Ref, rendering: Rendering) -> str:
    """The changes of one resource, grouped by reason; "" where there are none."""
    leaves: dict[Path, Change] = {d.path: d for d in rendering.decisions if isinstance(d, Change) and d.ref == ref}
    if not leaves:
        return ""
    body = rendering.before.manifests[ref].body
    reasons: dict[str, list[Change]] = {}
    for change in leaves.values():
        reasons.setdefault(reason(change), []).append(change)
    namespace = body["metadata"].get("namespace")
    lines = [f"- resource: {'/'.join(filter(None, [ref.kind, namespace, ref.name]))}\n  set:\n"]
    for why, group in reasons.items():
        lines.append(indent(why, "    "))
        lines += [f"    - {dialect.dump({'path': _place(c.path, body), 'value': c.after}, flow=True)}" for c in group]
    return "".join(lines)


def _place(path: Path, body: Any) -> list[str | int]:
    """A path with list places by the element's name, where that is one; the digest pins the others."""
    steps: list[str | int] = []
    for depth, step in enumerate(path):
        elements = get(body, path[:depth], [])
        names = [get(element, ("name",)) for element in elements] if isinstance(step, int) else []
        name = names[step] if isinstance(step, int) and step < len(names) else None
        steps.append(name if isinstance(name, str) and names.count(name) == 1 else step)
    return steps


def reason(decision: Any) -> str:
    """The rule and its reason as a comment line."""
    return f"# {decision.rule}: {' '.join(decision.because.split())}\n"


def _nested(tree: Any) -> str:
    """Mappings of mappings as block style, with text that is already YAML at their leaves."""
    if isinstance(tree, str):
        return tree
    return "".join(f"{key}:\n{indent(_nested(below), '  ')}" for key, below in tree.items())
