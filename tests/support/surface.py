"""ci/surface.yaml, the table of what can change who reaches a port, and what its rows name."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from tests.support.helm import ROOT

TABLE = ROOT / "ci" / "surface.yaml"


class Row(NamedTuple):
    """One row. mark: what becomes of its names; shown: the golden cases that show it."""

    source: str
    names: list[str]
    mark: str
    because: str
    shown: list[str]
    guard: str

    @property
    def keys(self) -> list[str]:
        """What an example of each name contains: the last part of a path, the end of an annotation."""
        found = []
        for name in self.names:
            parts = re.findall(r"[\w-]+", name.rpartition("/")[2]) or [name.partition("/")[0]]
            found.append([part for part in parts if part != "KEY"][-1])
        return found

    def has(self, name: str) -> bool:
        return any(matches(pattern, name) for pattern in self.names)


@functools.cache
def _regex(pattern: str) -> re.Pattern[str]:
    one_part = re.escape(pattern).replace(r"\.\*\.", r"\.[^.]+\.")
    return re.compile(one_part.replace(r"\*", ".*"))


def matches(pattern: str, name: str) -> bool:
    """* stands for any text, and .*. for one part of a path."""
    return _regex(pattern).fullmatch(name) is not None


@functools.cache
def rows(source: str = "") -> list[Row]:
    """The rows of a source, or of all."""
    found = []
    for topic in yaml.safe_load(TABLE.read_text()):
        for row in topic["rows"]:
            assert set(row) <= {"names", "is", "because", "shown", "guard"}, row
            shown, guard = row.get("shown", []), row.get("guard", "")
            shown = [shown] if isinstance(shown, str) else shown
            found.append(
                Row(topic["source"], row["names"], row["is"], row["because"], shown, guard)
            )
    return [row for row in found if source in ("", row.source)]


def problems(source: str, names: set[str]) -> Iterator[str]:
    """Each name that is not in exactly one row of its source, and each pattern without a name."""
    table = rows(source)
    for name in sorted(names):
        marks = [row.because for row in table if row.has(name)]
        if len(marks) != 1:
            yield f"{source} {name}: in {len(marks)} rows: {marks}"
    for row in table:
        for pattern in row.names:
            if not any(matches(pattern, name) for name in names):
                yield f"{source} {pattern}: names nothing"
