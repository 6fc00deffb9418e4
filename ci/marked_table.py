"""A table that `make docs` writes into a page which people write."""

from __future__ import annotations


def with_table(readme: str, marks: tuple[str, str], table: str) -> str:
    """A file with another table between two lines."""
    begin, end = marks
    before, _, rest = readme.partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"no line {begin.strip()}, or no {end.strip()} after it")
    return f"{before}{begin}{table}{end}{after}"
