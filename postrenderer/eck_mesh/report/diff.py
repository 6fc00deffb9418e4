"""What the mode adds, as a unified diff of each resource: unlocked as the chart meant it, against as it goes."""

from __future__ import annotations

import difflib

from eck_mesh import kubeyaml
from eck_mesh.plan.decisions import Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from eck_mesh.plan.render import Rendering


def diff(rendering: Rendering) -> str:
    """Unified diffs, one after the other; "" where nothing differs."""
    after = rendering.after.manifests
    parts = [
        _one(str(ref), manifest.body, after[ref].body)
        for ref, manifest in rendering.before.manifests.items()
    ]
    parts += [
        _one(str(made.ref), None, made.body)
        for made in rendering.decisions
        if isinstance(made, Create)
    ]
    return "".join(parts)


def _one(name: str, before: Any, after: Any) -> str:
    old = kubeyaml.dump(before).splitlines(keepends=True) if before is not None else []
    new = kubeyaml.dump(after).splitlines(keepends=True)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))
