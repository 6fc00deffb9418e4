"""CHANGELOG.md has the form of keepachangelog.com, and Chart.yaml has its newest section."""

from __future__ import annotations

import pytest

from tests.support.helm import ROOT
from tests.support.programs import ci_module

CHANGELOG = ci_module("changelog")
TEXT = """\
# Changelog

## [Unreleased]

Words.

### Added

#### The chart

* **A bold
  beginning.** More of it.
* One with a [link](docs/x.md#y) and `code: x`; more.

  * not an item of its own

### Fixed

* Without an end

## [0.1.0] - 2026-11-26

### Added

* Old.
"""


def test_the_newest_section_is_what_artifact_hub_shows() -> None:
    assert CHANGELOG.newest_changes(TEXT) == [
        ("added", "A bold beginning"),
        ("added", "One with a link and code: x"),
        ("fixed", "Without an end"),
    ]


def test_the_form_is_right() -> None:
    assert list(CHANGELOG.problems(TEXT)) == []
    assert list(CHANGELOG.problems((ROOT / "CHANGELOG.md").read_text())) == []


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("### Fixed", "### Messages", "### Messages: write its lines below one of Added"),
        ("### Fixed", "### Added", "### Added is there twice"),
        ("[0.1.0] - 2026-11-26", "[0.1.0]", "## [0.1.0]: write"),
        ("* Old.", "* Without an end", "is there twice: * Without an end"),
        ("## [Unreleased]", "## Unreleased", "## Unreleased: write"),
    ],
)
def test_another_form_is_a_problem(right: str, wrong: str, problem: str) -> None:
    (found,) = CHANGELOG.problems(TEXT.replace(right, wrong, 1))
    assert problem in found
