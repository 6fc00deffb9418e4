"""The plan as values, for where no program can run: mesh.compiled, which the chart applies by itself.

A digest that the chart makes of everything the plan was made from goes with it; where it has changed the chart refuses.
Before a plan is given away the chart has rendered with it, and what it made was the post-renderer's.
"""

from __future__ import annotations

import re
from textwrap import indent

from eck_mesh.compile.plan_yaml import block, without_dollars
from eck_mesh.errors import UserError
from eck_mesh.manifests.lock import LOCK
from eck_mesh.manifests.reader import read_manifests
from eck_mesh.manifests.stream import SOURCE, split
from eck_mesh.plan.decisions import Create
from eck_mesh.plan.render import render
from eck_mesh.record import NamedTuple
from eck_mesh.settings.settings import Flags

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.plan.render import Rendering

HEAD = """# Written by `eck-mesh compile` for {about}.
# Do not edit it: run that again after a change of values or chart. Where one matters, the chart asks for it.
"""
NOTHING = "# Nothing is locked in {about}: every mode is disabled, or the chart is another's. There is nothing to compile.\n{{}}\n"


class Instance(NamedTuple):
    """The manifests of one chart in a stream. place: its keys in values, () for the root chart."""

    place: tuple[str, ...]
    text: str


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
            here["compiled"] = block(rendering)
    return without_dollars((HEAD if tree else NOTHING).format(about=about) + _nested(tree))


def prove(stream: str, proof: str) -> None:
    """UserError where the chart with its plan (proof) makes other objects than the post-renderer makes of the stream. Of
    those that the post-renderer reads: others of a chart may differ from one rendering to the next (a password, a date)."""
    by_filter, by_chart = (
        {m.ref: m.body for m in read_manifests(list(split(text)))}
        for text in (render(stream, Flags()).text, proof)
    )
    for ref in by_filter | by_chart:
        if by_filter.get(ref) != by_chart.get(ref):
            raise UserError(
                "the chart makes something else of the plan than the post-renderer: nothing is written.",
                where=str(ref),
                hint="Use the post-renderer, and tell us: this is a bug of eck-mesh.",
            )


def places(text: str) -> set[tuple[str, ...]]:
    """Where in values the plans of a stream belong: its charts with something locked."""
    return {instance.place for instance in instances(text) if LOCK in instance.text}


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
        if own.after.manifests[ref].body != whole.after.manifests[ref].body or [
            d.body for d in ours
        ] != [d.body for d in theirs]:
            raise UserError(
                "its plan depends on resources of another chart of this release, whose changes its own chart could not notice.",
                where=str(ref),
                hint="Say mesh.unmeshedClients: true on it if clients without a sidecar are there, or use the post-renderer.",
            )


def _nested(tree: Any) -> str:
    """Mappings of mappings as block style, with text that is already YAML at their leaves."""
    if isinstance(tree, str):
        return tree
    return "".join(f"{key}:\n{indent(_nested(below), '  ')}" for key, below in tree.items())
