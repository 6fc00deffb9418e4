"""A plan as unified diffs: each resource as its chart rendered it, and as it leaves."""

from __future__ import annotations

import difflib

from eck_mesh import kubeyaml
from eck_mesh.plan.decisions import Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.manifest import Ref
    from eck_mesh.manifests.paths import Body
    from eck_mesh.plan.render import Rendering


def diff(rendering: Rendering) -> str:
    """Unified diffs, one after the other; "" where nothing differs."""
    after = rendering.after.manifests
    parts = [
        _unified(ref, manifest.body, after[ref].body)
        for ref, manifest in rendering.before.manifests.items()
        if after[ref].body is not manifest.body
    ]
    made = (decision for decision in rendering.decisions if isinstance(decision, Create))
    return "".join(parts) + "".join(_unified(one.ref, None, one.body) for one in made)


def _unified(ref: Ref, before: Body | None, after: Body) -> str:
    """The diff of one object; before: None for one that is created."""
    old = kubeyaml.dump(before).splitlines(keepends=True) if before is not None else []
    new = kubeyaml.dump(after).splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"a/{ref}" if old else "/dev/null", f"b/{ref}"))
