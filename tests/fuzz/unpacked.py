"""`python -m tests.fuzz.unpacked TARGET FOLDER`: the corpus of a target as files, as atheris reads it."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.corpus import corpus


def main() -> None:
    """Write each input to a file of its own."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(corpus(name)):
        (folder / f"kept{number:04}").write_bytes(data)


if __name__ == "__main__":
    main()
