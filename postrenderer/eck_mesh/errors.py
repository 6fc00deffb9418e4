"""The one error that is the user's to mend; every other exception is a bug and shows its traceback."""

from __future__ import annotations


class UserError(Exception):
    """Says where, what is wrong and what to do, one sentence each; several problems are told at once."""

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        text = f"{where}: {what}" if where else what
        super().__init__(f"{text} {hint}" if hint else text)

    @classmethod
    def of(cls, problems: list[str]) -> UserError:
        """One error out of several, a line each, every sentence told once and in the order found."""
        return cls("\n".join(dict.fromkeys(problems)))
