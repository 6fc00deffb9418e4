"""The record of which the catalogue is made."""

from __future__ import annotations

from eck_mesh.record import NamedTuple


class Message(NamedTuple):
    """One row of the catalogue.

    id: kebab-case, stable: users search for it, tests assert it.
    sentence: what is so; braces name the values of the Reason. A refusal is a whole sentence, a
        reason a clause without a full stop, since several may be joined.
    fix: what the user does about it, whole sentences; "" where nothing has to be done.
    why: what would happen otherwise, for the page of the message.
    source: where the fact is from: a file of Istio, ECK or Kubernetes, or the test that measures
        it.
    caveat: whether it says what changes for clients; `explain` prints it as a note of its own.
    """

    id: str
    sentence: str
    fix: str = ""
    why: str = ""
    source: str = ""
    caveat: bool = False
