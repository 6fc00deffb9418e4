"""Reasons in words, each sentence once."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from eck_mesh.messages.reason import Reason


def sentence_once(reasons: Sequence[Reason], said: set[str]) -> str:
    """The reasons as a sentence, without those that were printed before, and their ids.

    said: what was printed; gets the new ones.
    """
    new = dict.fromkeys(str(one) for one in reasons if str(one) not in said)
    said.update(new)
    ids = ", ".join(dict.fromkeys(name for one in reasons for name in one.ids))
    return f"{'; '.join(new) or 'as above'} [{ids}]"
