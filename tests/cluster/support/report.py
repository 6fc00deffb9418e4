"""How long the parts of a run took: each file, and what was waited for. Before the line that says how the run ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest


def write(reporter: pytest.TerminalReporter) -> None:
    """Two sections of the terminal's summary."""
    reports = list(of_tests(reporter))
    files: Counter[str] = Counter()
    for one in reports:
        files[one.nodeid.partition("::")[0]] += one.duration  # type: ignore[assignment]
    reporter.section("seconds by file")
    for path, seconds in files.most_common():
        reporter.write_line(f"{seconds:7.1f}  {path}")
    phases = [f"{phase}  ({one.nodeid})" for one in reports for _, phase in one.user_properties]
    if phases:
        reporter.section("seconds of long waits")
    for line in phases:
        reporter.write_line(line)


def of_tests(reporter: pytest.TerminalReporter) -> Iterator[pytest.TestReport]:
    """Of setup, call and teardown of each test."""
    for reports in reporter.stats.values():
        yield from (one for one in reports if isinstance(one, pytest.TestReport))
