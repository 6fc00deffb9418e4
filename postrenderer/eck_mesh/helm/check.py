"""One line of `eck-mesh doctor`."""

from __future__ import annotations

from eck_mesh.messages.reason import reason, sentence
from eck_mesh.record import NamedTuple


class Check(NamedTuple):
    """state: ok, wrong (the text says what to do) or note (what users should know)."""

    state: str
    text: str


def ok(text: str) -> Check:
    """Something that is as it should be."""
    return Check("ok", text)


def note(message_id: str, /, **values: object) -> Check:
    """A message of the catalogue that needs no action."""
    return Check("note", sentence([reason(message_id, **values)]))


def wrong(message_id: str, /, **values: object) -> Check:
    """A message of the catalogue that prevents the use of eck-mesh."""
    return Check("wrong", sentence([reason(message_id, **values)]))
