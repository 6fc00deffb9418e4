"""The one error that a user can fix; every other exception is a bug and prints its traceback."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from eck_mesh.messages.reason import Reason


class UserError(Exception):
    """One problem, or several, in the order found: `where: what hint`, one line each.

    ids: of the messages, where the problems are in the catalogue.
    """

    def __init__(
        self, what: str, *, where: str = "", hint: str = "", ids: Iterable[str] = ()
    ) -> None:
        text = f"{where}: {what}" if where else what
        super().__init__(f"{text} {hint}" if hint else text)
        self.ids = tuple(ids)

    @classmethod
    def from_reason(cls, reason: Reason, *, where: str = "") -> UserError:
        """The error that a message of the catalogue describes, with its id at the end."""
        return cls(f"{reason} [{', '.join(reason.ids)}]", where=where, ids=reason.ids)

    @classmethod
    def from_all(cls, problems: Iterable[UserError]) -> UserError:
        """One error out of several, a line each, every line once and in the order found."""
        found = list(problems)
        lines = dict.fromkeys(str(problem) for problem in found)
        return cls("\n".join(lines), ids=dict.fromkeys(i for p in found for i in p.ids))


class WrongUsageError(UserError):
    """The command line is wrong, and no input was read."""
