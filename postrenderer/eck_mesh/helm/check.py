"""One line of `eck-mesh doctor`."""

from __future__ import annotations

from eck_mesh.messages.reason import reason, sentence
from eck_mesh.record import NamedTuple


class Check(NamedTuple):
    """state: ok, wrong (the text says what to do) or note (what users should know)."""

    state: str
    text: str

    @classmethod
    def ok(cls, text: str) -> Check:
        """Something that is as it should be."""
        return cls("ok", text)

    @classmethod
    def note(cls, message_id: str, /, **values: object) -> Check:
        """A message of the catalogue that needs no action."""
        return cls("note", sentence([reason(message_id, **values)]))

    @classmethod
    def wrong(cls, message_id: str, /, **values: object) -> Check:
        """A message of the catalogue that says what prevents the use of eck-mesh."""
        return cls("wrong", sentence([reason(message_id, **values)]))
