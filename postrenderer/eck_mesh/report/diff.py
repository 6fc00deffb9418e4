"""A plan as unified diffs: each resource as its chart rendered it, and as it leaves."""

from __future__ import annotations

import difflib

from eck_mesh import kubeyaml
from eck_mesh.messages.enumeration import counted
from eck_mesh.plan.decisions import Create
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.plan.render import Rendering


class ObjectDiff(NamedTuple):
    """The unified diff of one object.

    is_new: whether it is created. added, removed: how many lines are.
    """

    ref: Ref
    is_new: bool
    added: int
    removed: int
    text: str


def diffs(rendering: Rendering) -> list[ObjectDiff]:
    """The objects that differ: those that are changed, and those that are created."""
    after = rendering.after.manifests
    found = [
        _diff_of(ref, manifest.body, after[ref].body)
        for ref, manifest in rendering.before.manifests.items()
        if after[ref].body is not manifest.body
    ]
    made = [decision for decision in rendering.decisions if isinstance(decision, Create)]
    found += [_diff_of(one.ref, None, one.body) for one in made]
    return [one for one in found if one.text]


def diff(rendering: Rendering) -> str:
    """Unified diffs, one after the other; "" where nothing differs."""
    return "".join(one.text for one in diffs(rendering))


def summary(found: Sequence[ObjectDiff]) -> str:
    """How much differs, in a sentence."""
    new = sum(one.is_new for one in found)
    added, removed = sum(one.added for one in found), sum(one.removed for one in found)
    changed, lines = counted(len(found) - new, "object"), counted(added, "line")
    return f"{changed} changed and {new} created: {lines} added, {removed} removed."


def _diff_of(ref: Ref, before: Body | None, after: Body) -> ObjectDiff:
    text = _unified(ref, before, after)
    lines = text.splitlines()[2:]  # without the two that name the object
    added = sum(line.startswith("+") for line in lines)
    removed = sum(line.startswith("-") for line in lines)
    return ObjectDiff(ref, before is None, added, removed, text)


def _unified(ref: Ref, before: Body | None, after: Body) -> str:
    """The diff of one object; before: None for one that is created."""
    old = kubeyaml.dump(before).splitlines(keepends=True) if before is not None else []
    new = kubeyaml.dump(after).splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"a/{ref}" if old else "/dev/null", f"b/{ref}"))
