"""What `eck-mesh status` prints, as a table or as JSON."""

from __future__ import annotations

import sys

from eck_mesh.cli.color import STATES
from eck_mesh.cli.printed import print_document, print_painted
from eck_mesh.cli.table import table
from eck_mesh.cli.terminal import width_of
from eck_mesh.messages.printable import printable
from eck_mesh.plan.opened import opened_ports
from eck_mesh.report.as_json import as_json, opened_parts, reason_parts
from eck_mesh.status.line import NOT_READY, NOTE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.mesh.model import Mesh
    from eck_mesh.report.as_json import Json
    from eck_mesh.status.line import Line

COLUMNS = ("", "what", "expected", "found", "")


def print_table(lines: Sequence[Line], plan: Mesh | None) -> None:
    """A line for each check, and the verdict."""
    rows: list[tuple[str, ...]] = [COLUMNS]
    for line in lines:
        row = (line.state, line.subject, line.expected, line.found, line.text)
        rows.append(tuple(map(printable, row)))
    count = count_not_ready(lines)
    verdict = f"Not ready for strict: {count} of the lines above."
    if not count:
        assumed = "" if plan else ", with ECK's TLS as it is now"
        verdict = f"Ready for strict{assumed}."
    print_painted(f"{table(rows, width_of(sys.stdout))}\n{verdict}\n", STATES)


def print_json(lines: Sequence[Line], plan: Mesh | None) -> None:
    """The same for programs; without a plan no port is known to be open."""
    count = count_not_ready(lines)
    parts: Json = {
        "notes": [_line_parts(line) for line in lines if line.state == NOTE],
        "resources": [_line_parts(line) for line in lines if line.state != NOTE],
        "opened": opened_parts(opened_ports(plan)) if plan else [],
        "summary": {"lines": len(lines), "notReady": count, "ready": not count},
    }
    print_document(as_json("status", parts))


def count_not_ready(lines: Sequence[Line]) -> int:
    """How many lines are not ready."""
    return sum(line.state == NOT_READY for line in lines)


def _line_parts(line: Line) -> Json:
    return {
        "state": line.state,
        "subject": line.subject,
        "expected": line.expected,
        "found": line.found,
        "reason": reason_parts(line.why) if line.why else None,
    }
