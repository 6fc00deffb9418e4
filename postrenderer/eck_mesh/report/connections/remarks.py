"""What `reach` says beside the connections."""

from __future__ import annotations

from eck_mesh.messages.enumeration import first_of
from eck_mesh.messages.printable import printable
from eck_mesh.messages.reason import reason, sentence
from eck_mesh.plan.as_it_stands import as_it_stands
from eck_mesh.report.connections.connection_table import outcome_in_words
from eck_mesh.report.connections.folded import fold
from eck_mesh.report.nothing_planned import has_mesh_labels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.messages.reason import Reason
    from eck_mesh.plan.render import Rendering
    from eck_mesh.report.connections.compared import Compared


def unrecognized(rendering: Rendering) -> Reason | None:
    """The resources that were treated before in a way that shows no mode."""
    mesh = as_it_stands(rendering.before)
    found = [
        manifest.ref
        for ref, manifest in mesh.manifests.items()
        if manifest.has_mode and mesh.mode(ref) == "disabled" and has_mesh_labels(manifest)
    ]
    return reason("mode-not-recognized", resources=first_of(found)) if found else None


def not_accepted(failed: Sequence[Compared]) -> list[str]:
    """The connections that --fail-on names, a line for each port and outcome."""
    if not failed:
        return []
    lines = [sentence([reason("outcome-not-accepted", count=len(failed))])]
    for one in fold(failed):
        clients = ", ".join(group.name for group in one.groups)
        where = printable(f"{one.target} {one.port}")
        lines.append(f"  {where}: {outcome_in_words(one)}: {clients}")
    return lines
