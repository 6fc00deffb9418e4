"""--expect-closed: fail if clients outside the mesh can connect to any port."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.messages.reason import reason
from eck_mesh.plan.opened import opened_ports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.mesh.model import Mesh


def check_closed(mesh: Mesh) -> None:
    """UserError with each open port, by whom and how; mesh: after the plan.

    Ports that bypass every sidecar by their nature are no error, but an error names them too.
    """
    opened, problems = opened_ports(mesh), []
    for one in opened:
        if not one.bypass:
            why = reason("port-is-open", opened=one.how)
            problems.append(UserError.from_reason(why, where=str(one.ref)))
    if problems:
        bypass = [one for one in opened if one.bypass]
        problems += [UserError.from_reason(one.how, where=f"bypass: {one.ref}") for one in bypass]
        raise UserError.from_all(problems)
