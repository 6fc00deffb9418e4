"""The page of a message: what it says, what to do, and why."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from eck_mesh.messages.message import Message

_SETTING = re.compile(r"\{settings:([^}]*)\}")
_VALUE = re.compile(r"\{(\w+)[^{}:]*\}")


def message_page(message: Message) -> str:
    """The page as plain text that ends in a newline; values of the sentence are in capitals."""
    parts = (f"{title}: {text}\n" for title, text in sections(message))
    return "\n".join([f"{message.id}\n", f"  {with_names(message.sentence)}\n", *parts])


def sections(message: Message) -> Iterator[tuple[str, str]]:
    """What the page has below the sentence, each part with its title."""
    for title, text in (
        ("What to do", message.fix),
        ("Why", message.why),
        ("Source", message.source),
    ):
        if text:
            yield title, with_names(text)


def with_names(sentence: str) -> str:
    """A sentence with the names of its values in capitals.

    >>> with_names("{port} of {target!r} would bypass the sidecar")
    'PORT of TARGET would bypass the sidecar'
    >>> with_names("Set {settings:mode: excluded}.")
    'Set mesh.mode: excluded for this resource.'
    """
    named = _VALUE.sub(lambda found: found[1].upper(), sentence)
    return _SETTING.sub(r"mesh.\1 for this resource", named)
