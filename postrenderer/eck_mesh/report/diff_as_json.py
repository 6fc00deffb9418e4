"""The differences of `eck-mesh diff` as JSON, for programs: docs/json.md describes every key."""

from __future__ import annotations

from eck_mesh.report.as_json import as_json, reason_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.messages.reason import Reason
    from eck_mesh.report.as_json import Json
    from eck_mesh.report.diff import ObjectDiff


def diff_as_json(found: Sequence[ObjectDiff], notes: Sequence[Reason]) -> str:
    """The answer of `diff`."""
    parts: Json = {
        "notes": [reason_parts(note) for note in notes],
        "resources": list(map(_object_parts, found)),
        "summary": {
            "changed": sum(not one.is_new for one in found),
            "created": sum(one.is_new for one in found),
            "linesAdded": sum(one.added for one in found),
            "linesRemoved": sum(one.removed for one in found),
        },
    }
    return as_json("diff", parts)


def _object_parts(one: ObjectDiff) -> Json:
    return {
        "resource": str(one.ref),
        "action": "create" if one.is_new else "change",
        "linesAdded": one.added,
        "linesRemoved": one.removed,
        "diff": one.text,
    }
