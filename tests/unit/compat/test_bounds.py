"""The lower bounds of pyproject.toml, as `make compat` installs them, and the Pythons that are wanted."""

from __future__ import annotations

import sys

import pytest

from tests.compat.bounds import dependencies, oldest_pins
from tests.compat.pythons import WANTED, Python, absent, found_pythons

VERSIONS = [name for name in WANTED if name[0].isdigit() and not name.endswith("t")]


@pytest.mark.parametrize("version", VERSIONS)
def test_each_python_has_one_lower_bound_of_each_package(version: str) -> None:
    names = [pin.partition("==")[0] for pin in oldest_pins(version)]
    assert sorted(names) == ["click", "jsonpath-ng", "pyyaml"]


def test_bounds_fit_the_version_of_python() -> None:
    assert "pyyaml==6.0" in oldest_pins("3.10")
    assert "pyyaml==6.0.3" in oldest_pins("3.14")
    assert len(dependencies()) > 3


def test_the_running_python_is_found_and_what_is_missing_is_named() -> None:
    there = found_pythons()
    assert there[f"{sys.version_info[0]}.{sys.version_info[1]}"].full.count(".") == 2
    assert set(absent(there)) == set(WANTED) - set(there)
    assert Python("3.14t", "3.14.1", "").minor == "3.14"
