"""Connections as JSON, for programs: docs/json.md describes every key."""

from __future__ import annotations

from eck_mesh.reach.connection import HOW
from eck_mesh.record import NamedTuple
from eck_mesh.report.as_json import as_json, reason_parts
from eck_mesh.report.connections.outside_hosts import outside_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.messages.reason import Reason
    from eck_mesh.reach.outside import Outside
    from eck_mesh.report.as_json import Json
    from eck_mesh.report.connections.compared import Compared


class Found(NamedTuple):
    """What `reach` found.

    failed: the rows that --fail-on names. outside: the hosts outside the cluster. left_out: how
    many connections to ports of sidecars are not among the rows.
    """

    rows: Sequence[Compared]
    failed: Sequence[Compared] = ()
    left_out: int = 0
    outside: Sequence[Outside] = ()


def connections_as_json(found: Found, notes: Sequence[Reason]) -> str:
    """The answer of `reach`."""
    rows, failed = found.rows, found.failed
    named = set(map(id, failed))
    outcomes = {how: sum(row.how == how for row in rows) for how in HOW}
    parts: Json = {
        "notes": [reason_parts(note) for note in notes],
        "connections": [_connection_parts(row, id(row) in named) for row in rows],
        "outside": outside_parts(found.outside),
        "summary": {
            "connections": sum(bool(row.how) for row in rows),
            "outcomes": outcomes,
            "changes": sum(row.differs for row in rows),
            "failed": len(failed),
            "leftOut": found.left_out,
        },
    }
    return as_json("reach", parts)


def _connection_parts(row: Compared, failed: bool) -> Json:
    one = row.connection
    return {
        "client": {
            "kind": one.client.kind,
            "name": one.client.name,
            "resource": str(one.client.ref) if one.client.ref else None,
        },
        "target": str(one.target),
        "via": one.via,
        "service": one.service or None,
        "port": one.port,
        "podPort": one.pod_port,
        "how": row.how or None,
        "before": row.before or None,
        "change": row.change or None,
        "failed": failed,
        "reasons": [reason_parts(reason) for reason in one.reasons],
    }
