"""The inputs that reached new code, minimised: a JSON list for each target, a byte for a character."""

from __future__ import annotations

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"


def corpus(name: str) -> list[bytes]:
    """The inputs of one target."""
    found = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return [one.encode("latin-1") for one in found]
