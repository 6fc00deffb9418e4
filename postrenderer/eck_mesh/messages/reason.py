"""Why something is changed, kept or refused: the id of a message, and what its sentence shows."""

from __future__ import annotations

from eck_mesh.messages.printable import Shown
from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class Reason(NamedTuple):
    """One reason. values: what the braces in the sentence stand for; another Reason may be one.

    The text is looked up where it is printed: a run that prints nothing loads no sentence.
    """

    id: str
    values: dict[str, object] = {}

    def __str__(self) -> str:
        from eck_mesh.messages.catalogue import MESSAGES

        message = MESSAGES[self.id]
        values = {key: _shown(value) for key, value in self.values.items()}
        text = message.sentence.format(**values)
        return f"{text} {message.fix.format(**values)}" if message.fix else text

    @property
    def ids(self) -> list[str]:
        """Its id, and those of the reasons that its sentence shows."""
        nested = [one for one in self.values.values() if isinstance(one, Reason)]
        return [self.id, *(name for one in nested for name in one.ids)]


def _shown(value: object) -> object:
    """A value as the sentence shows it; another Reason shows its own values."""
    return value if isinstance(value, Reason | int) else Shown(value)


def reason(message_id: str, /, **values: object) -> Reason:
    """The reason with this id; `values` are named in the sentence."""
    return Reason(message_id, values)


def sentence(reasons: Sequence[Reason]) -> str:
    """The reasons as one sentence, each text once, with their ids at the end: `… [id]`."""
    ids = dict.fromkeys(name for one in reasons for name in one.ids)
    return f"{'; '.join(dict.fromkeys(map(str, reasons)))} [{', '.join(ids)}]"
