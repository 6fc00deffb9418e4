"""The conditions of --fail-on: outcomes that a pipeline does not accept."""

from __future__ import annotations

from eck_mesh.reach.connection import CLIENTS, HOW
from eck_mesh.record import NamedTuple
from eck_mesh.report.connections.compared import CHANGED, NEW

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.reach.connection import Client
    from eck_mesh.report.connections.compared import Compared


# What an outcome without a client does not mean: no mesh encrypts the kubelet's probes.
INHERENT = ("plain", "kubelet")


class Condition(NamedTuple):
    """An outcome, and the clients for which it is not accepted: a kind or a name; "" for all but
    the INHERENT ones."""

    how: str
    client: str


def is_client(client: Client, word: str) -> bool:
    """Whether a word is the kind of a client, or its name, or its Kind/name."""
    ref = client.ref
    names = [client.kind, client.name, f"{ref.kind}/{ref.name}" if ref else ""]
    return word.lower() in map(str.lower, names)


def parse_condition(text: str) -> Condition:
    """One condition, in any case, blanks or dashes. ValueError with the words that there are."""
    word, _, client = text.partition("=")
    outcomes = {_plain(how): how for how in HOW}
    how = outcomes.get(_plain(word))
    if how is None:
        known = ", ".join(HOW)
        raise ValueError(f"{word.strip() or text!r} is no outcome. Outcomes: {known}.")
    return Condition(how, client.strip())


def failing(rows: Sequence[Compared], conditions: Sequence[Condition]) -> list[Compared]:
    """The connections that a condition names: of all, or with a stream before of the new ones and
    of those with another outcome."""
    accepted = ("", CHANGED, NEW)
    return [
        row
        for row in rows
        if row.change in accepted and any(_meets(row, one) for one in conditions)
    ]


def unknown_clients(rows: Sequence[Compared], words: Sequence[str]) -> list[str]:
    """The words that are neither a kind nor a client of these connections; "" is any client."""
    clients = {row.connection.client for row in rows}
    return [
        word
        for word in words
        if word
        and word.lower() not in CLIENTS
        and not any(is_client(client, word) for client in clients)
    ]


def _meets(row: Compared, condition: Condition) -> bool:
    client = row.connection.client
    if row.how != condition.how:
        return False
    if not condition.client:
        return (row.how, client.kind) != INHERENT
    return is_client(client, condition.client)


def _plain(word: str) -> str:
    """A word without what users may write in several ways."""
    return "".join(character for character in word.lower() if character.isalnum())
