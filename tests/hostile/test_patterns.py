"""No regular expression of the program takes more than linear time, whatever text it is given."""

from __future__ import annotations

import re

import pytest

from eck_mesh.eck.logstash.parser import parse_pipeline
from tests.support.patterns import patterns, slowest

FOUND = {found.pattern: (where, found) for where, found in patterns()}
# Those that are only matched where they begin; a search would begin anew at each character.
ANCHORED = (
    "explain.MESSAGE",
    "resource_names.RESOURCE",
    "chart_source._VERSION",
    "logstash.scanner.",
    "settings.requirements._VERSION",
    "proxy_config._DURATION",
    "quantity._FORM",
    "kubeyaml.",
)
LENGTH = 2000
SECONDS = 0.015  # a linear one takes 0.0001 s, a quadratic one 0.03 s, an exponential one for ever


def test_the_patterns_are_found() -> None:
    assert len(FOUND) > 70


@pytest.mark.parametrize(("where", "pattern"), FOUND.values(), ids=[w for w, _ in FOUND.values()])
def test_a_pattern_is_linear(where: str, pattern: re.Pattern[str]) -> None:
    searched = not any(name in where for name in ANCHORED)
    took, text = slowest(pattern, LENGTH, 0.5, searched)
    if took > SECONDS:  # the machine may have been busy
        took, text = slowest(pattern, LENGTH, 0.5, searched)
    assert took < SECONDS, (pattern.pattern, text[:20])


@pytest.mark.parametrize("bad", [r"(?:[ \t]+)*x", r"\d+\.?\d*x"])
def test_a_bad_pattern_would_be_found(bad: str) -> None:
    assert slowest(re.compile(bad), LENGTH, 0.5, True)[0] > SECONDS


def test_blanks_after_not_are_read_once() -> None:
    """They were read in two to the power of their number ways."""
    assert parse_pipeline(f"filter {{ if [a] not {' ' * 5000}x {{ b {{ }} }} }}") is None
