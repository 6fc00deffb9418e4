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
installed program. All Helms give the same objects. PyPy is tried without libyaml.

Last run: {date}, {system}. {absent}

| Python | Newest packages | Oldest packages |
|---|---|---|
{pythons}
Helm: {helms}.
"""


def compatible() -> str:
    """The section."""
    record = json.loads(RECORD.read_text())
    packages: dict[str, dict[str, None]] = {}
    helms = []
    for cell in record["cells"]:
        if cell["program"].startswith("Helm "):
            helms.append(cell["program"].removeprefix("Helm "))
        else:
            packages.setdefault(cell["program"], {})[cell["packages"]] = None
    rows = [row(name, *packages[name]) for name in sorted(packages, key=order)]
    absent = f"That machine had no {', no '.join(record['absent'])}." if record["absent"] else ""
    words = {"absent": absent, "pythons": "".join(rows), "helms": ", ".join(helms)}
    return SECTION.format_map({**record, **words})


def tested_pythons() -> list[str]:
    """The minor versions of CPython that were tried, oldest first."""
    cells = json.loads(RECORD.read_text())["cells"]
    names = {cell["program"] for cell in cells if cell["program"].startswith("Python ")}
    minors = [".".join(name.split()[1].split(".")[:2]) for name in sorted(names, key=order)]
    return list(dict.fromkeys(minors))


def row(name: str, newest: str, oldest: str = "not tried") -> str:
    """A line of the table."""
    return f"| {name} | {newest} | {oldest} |\n"


def order(name: str) -> tuple[bool, list[int]]:
    """By version; PyPy is last."""
    program, version = name.split()
    return program == "PyPy", [int(part) for part in version.split(".")]
