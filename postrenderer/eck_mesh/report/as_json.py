"""The answers of `explain` and `status` as JSON, for programs: docs/json.md describes every key.

A key keeps its meaning as long as `contract` is the same number; new keys may be added.
"""

from __future__ import annotations

import json

from eck_mesh import __version__
from eck_mesh.manifests.paths import show
from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.plan.decisions import Change, Create

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeAlias

    from eck_mesh.manifests.paths import Body
    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.opened import Opened
    from eck_mesh.report.resource_report import Made, Report, ResourceReport

    Json: TypeAlias = "dict[str, object]"

CONTRACT = 1  # raised when a key is removed or gets another meaning


def as_json(command: str, parts: Json) -> str:
    """One JSON document that ends in a newline."""
    head: Json = {"contract": CONTRACT, "version": __version__, "command": command}
    return json.dumps(head | parts, indent=2, default=str) + "\n"


def report_as_json(report: Report) -> str:
    """The answer of `explain`; a note says why no resource has a mode."""
    notes = [*report.notes, *([report.nothing] if report.nothing else [])]
    parts: Json = {
        "notes": [reason_parts(note) for note in notes],
        "resources": list(map(_resource_parts, report.resources)),
        "opened": opened_parts(report.opened),
        "summary": report.summary,
    }
    return as_json("explain", parts)


def reason_parts(one: Reason) -> Json:
    """The id and the sentence of a reason."""
    return {"id": one.id, "text": str(one)}


def opened_parts(opened: Sequence[Opened]) -> list[Json]:
    """The open ports; no ports: every port; no clients: any client."""
    return [
        {
            "resource": str(one.ref),
            "ports": list(one.ports),
            "clients": list(one.clients),
            "bypass": one.bypass,
            "reason": reason_parts(one.how),
        }
        for one in opened
    ]


def _resource_parts(one: ResourceReport) -> Json:
    return {
        "resource": str(one.manifest.ref),
        "mode": one.mode,
        "effectiveMode": one.effective,
        "releaseMode": one.release,
        "decisions": [_decision_parts(made, one.manifest.body) for made in one.decisions],
    }


def _decision_parts(made: Made, body: Body) -> Json:
    """A decision with all keys: those without a meaning for it are null."""
    parts: Json = dict.fromkeys(("action", "path", "before", "after", "object"))
    if isinstance(made, Create):
        parts |= {"action": "create", "object": str(made.ref)}
    elif isinstance(made, Change):
        action = "drop" if made.after is None else "set"
        parts |= {"action": action, "path": show(made.path, body)}
        parts |= {"before": made.before, "after": made.after}
    else:
        parts |= {"action": "keep", "path": show(made.path, body) or None}
    reasons = [{**reason_parts(one), "caveat": MESSAGES[one.id].caveat} for one in made.reasons]
    return {"rule": made.rule, **parts, "reasons": reasons}
