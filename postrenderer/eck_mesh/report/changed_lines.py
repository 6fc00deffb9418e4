"""A change of a text of several lines, such as a pipeline: what becomes of its lines."""

from __future__ import annotations

import difflib
import json

from eck_mesh.record import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


class ChangedLine(NamedTuple):
    """A line of a text, numbered from 1, without the blanks around it. after: None if dropped."""

    number: int
    before: str
    after: str | None

    def __str__(self) -> str:
        was = json.dumps(self.before, ensure_ascii=False)
        if self.after is None:
            return f"line {self.number} (was {was})"
        return f"line {self.number} to {json.dumps(self.after, ensure_ascii=False)} (was {was})"


def is_by_line(before: object, after: object) -> bool:
    """Whether a change is shown line by line: of a text of several lines that gets no more."""
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    number = len(after.splitlines())
    return 1 < number <= len(before.splitlines())


def changed_lines(before: str, after: str) -> Iterator[ChangedLine]:
    """The lines that are changed or dropped, of a text to which none is added."""
    old, new = before.splitlines(), after.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, begin, end, first, last in matcher.get_opcodes():
        for i in range(begin, end) if tag != "equal" else ():
            at = first + i - begin
            then = new[at].strip() if at < last else None
            yield ChangedLine(i + 1, old[i].strip(), then)
