"""What is wrong with a value, raised where nobody knows in which manifest the value is."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason


class InvalidValue(Exception):
    """A value that cannot be read; whoever knows its place makes a refusal of `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.id)
        self.reason = reason
