"""The section of docs/versions.md on what `make compat` has tried (ci/compat.json)."""

from __future__ import annotations

import json
from pathlib import Path

RECORD = Path(__file__).resolve().parent / "compat.json"
SECTION = """
## Compatible

`make compat` installs the program in a clean environment of each Python, with the newest packages
and with the oldest that it allows, and PyYAML with and without libyaml. Every golden case gives the
same bytes in each. Each Helm renders the values of `ci` and `examples/environments` through the
installed program. All Helms give the same objects.

Last run: {date}, {system}. {absent}

| Python | Newest packages | Oldest packages |
|---|---|---|
{pythons}
Helm: {helms}.
"""


def compatible() -> str:
    """The section."""
    record = json.loads(RECORD.read_text())
    packages: dict[str, list[str]] = {}
    helms = []
    for cell in record["cells"]:
        if cell["program"].startswith("Helm "):
            helms.append(cell["program"].removeprefix("Helm "))
        else:
            packages.setdefault(cell["program"], []).append(cell["packages"])
    rows = [f"| {name} | {found[0]} | {found[-1]} |\n" for name, found in packages.items()]
    absent = f"That machine had no {', no '.join(record['absent'])}." if record["absent"] else ""
    words = {"absent": absent, "pythons": "".join(rows), "helms": ", ".join(helms)}
    return SECTION.format_map({**record, **words})
