"""One line of `eck-mesh doctor`."""

from __future__ import annotations

from eck_mesh.messages.reason import reason, sentence
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from eck_mesh.messages.reason import Reason

WRONG, NOTE = "wrong", "note"  # states


class Check(NamedTuple):
    """state: ok, wrong (the text says what to do) or note (what users should know).

    why: the message of the text; None for what is ok.
    """

    state: str
    text: str
    why: Reason | None = None

    @classmethod
    def ok(cls, text: str) -> Check:
        """Something that is as it should be."""
        return cls("ok", text)

    @classmethod
    def note(cls, message_id: str, /, **values: object) -> Check:
        """A message of the catalogue that needs no action."""
        why = reason(message_id, **values)
        return cls(NOTE, sentence([why]), why)

    @classmethod
    def wrong(cls, message_id: str, /, **values: object) -> Check:
        """A message of the catalogue that says what prevents the use of eck-mesh."""
        why = reason(message_id, **values)
        return cls(WRONG, sentence([why]), why)
