"""The checks of `eck-mesh doctor` as JSON, for programs: docs/json.md describes every key."""

from __future__ import annotations

from eck_mesh.helm.check import NOTE, WRONG
from eck_mesh.report.as_json import as_json, reason_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.helm.check import Check
    from eck_mesh.report.as_json import Json


def doctor_as_json(found: Sequence[Check]) -> str:
    """The answer of `doctor`."""
    wrong = sum(check.state == WRONG for check in found)
    parts: Json = {
        "notes": [reason_parts(one.why) for one in found if one.state == NOTE and one.why],
        "checks": [
            {
                "state": check.state,
                "text": check.text,
                "reason": reason_parts(check.why) if check.why else None,
            }
            for check in found
        ],
        "summary": {"checks": len(found), "wrong": wrong, "ready": not wrong},
    }
    return as_json("doctor", parts)
