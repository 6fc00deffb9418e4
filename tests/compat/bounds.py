"""The oldest versions of packages that pyproject.toml allows a Python to have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.requirements import Requirement

from tests.support.helm import ROOT

PROJECT = ROOT / "postrenderer" / "pyproject.toml"


def dependencies() -> list[Requirement]:
    """Those of pyproject.toml. Python 3.10 has no tomllib."""
    (block,) = re.findall(r"(?ms)^dependencies = \[\n(.*?)^\]", PROJECT.read_text())
    return [Requirement(text) for text in re.findall(r'"(.+)"', block)]


def oldest_pins(python_version: str) -> list[str]:
    """`NAME==VERSION` of each package, at its lower bound for that Python ("3.11")."""
    return list(_pins(python_version))


def _pins(python_version: str) -> Iterator[str]:
    for need in dependencies():
        if need.marker and not need.marker.evaluate({"python_version": python_version}):
            continue
        (bound,) = [one.version for one in need.specifier if one.operator == ">="]
        yield f"{need.name}=={bound}"
