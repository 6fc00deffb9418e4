"""What a conversion finds in values: notes, and problems with which nothing is written."""

from __future__ import annotations

from eck_mesh.errors import UserError
from eck_mesh.manifests.paths import show
from eck_mesh.messages.reason import reason

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.manifests.paths import Path
    from eck_mesh.messages.reason import Reason


class Findings:
    """Notes and problems, in the order found."""

    def __init__(self) -> None:
        self.notes: list[Reason] = []
        self.problems: list[UserError] = []

    def note(self, path: Path, message_id: str, **values: object) -> None:
        """Add a note about the values at a path."""
        self.notes.append(reason(message_id, path=show(path), **values))

    def refuse(self, path: Path, why: Reason) -> None:
        """Add a problem of the values at a path."""
        self.problems.append(UserError.from_reason(why, where=show(path)))

    def check(self) -> None:
        """UserError with all problems, if there are any."""
        if self.problems:
            raise UserError.from_all(self.problems)
