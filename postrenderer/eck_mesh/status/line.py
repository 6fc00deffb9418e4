"""The record that `eck-mesh status` prints: one line about one pod, resource or policy."""

from __future__ import annotations

from eck_mesh.messages.reason import sentence
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason

# The states of a line, as they are printed.
READY = "ready"  # as it must be for mode strict
NOT_READY = "not"  # would break under mode strict, or cannot be known: the command exits with 1
NOTE = "note"  # was not checked, or has no effect: the exit code stays as it is


class Line(NamedTuple):
    """One line of the report.

    state: READY, NOT_READY or NOTE.
    subject: the pod, resource or policy that the line is about.
    why: what is wrong with it, or was not checked; None where everything is as expected.
    expected, found: how a pod should be in the mesh, and how it is; "" for other subjects.
    """

    state: str
    subject: str
    why: Reason | None = None
    expected: str = ""
    found: str = ""

    @property
    def text(self) -> str:
        """The reason as a sentence with its id."""
        return sentence([self.why]) if self.why else ""
