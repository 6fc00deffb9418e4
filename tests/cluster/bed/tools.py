"""What ci/e2e-tools has made: programs in .tools, and the folders of the Go modules that they came from."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.helm import ROOT

TOOLS = ROOT / ".tools"


def module(path: str) -> Path:
    """The folder of a Go module: charts, CRDs and stages come with it."""
    return Path(json.loads((TOOLS / "modules.json").read_text())[path])


def version(key: str) -> str:
    """A line of ci/versions.env."""
    lines = (ROOT / "ci" / "versions.env").read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith(f"{key}="))
