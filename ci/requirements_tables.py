"""What eck-mesh needs, in docs/versions.md and in README.md."""

from __future__ import annotations

from compat_page import tested_pythons
from marked_table import with_table
from tested_versions import tested_versions

from eck_mesh.settings.requirements import Requirement, requirements

# Before and after the table in README.md.
MARKS = ("<!-- requirements (make docs) -->\n", "<!-- end of requirements -->\n")


def needed_table() -> str:
    """Each need with its reason."""
    lines = ["| Program | Version | Needed for | Because |\n|---|---|---|---|\n"]
    for program, row in requirements().items():
        for need in row.needs:
            purpose = need.purpose or "every use"
            lines.append(f"| {program} | {need.version} | {purpose} | {need.because} |\n")
    return "".join(lines)


def with_requirements(readme: str) -> str:
    """README.md with the table of requirements as it is now."""
    return with_table(readme, MARKS, requirements_table())


def requirements_table() -> str:
    """One line for each program: what is needed at least, and what is tested."""
    lines = ["| | at least | for some features | tested with |\n|---|---|---|---|\n"]
    for program, row in requirements().items():
        first, *more = row.needs
        most = more[-1].version if more else ""
        lines.append(f"| {program} | {first.version} | {most} | {tested(row)} |\n")
    return "".join(lines)


def tested(row: Requirement) -> str:
    """The oldest and the newest version that the tests run."""
    if not row.tested:
        pythons = tested_pythons()
        return f"{pythons[0]} to {pythons[-1]}"
    if row.tested == "ISTIO_VERSION":
        return "a build of August 2026, just before 1.31"
    keys = dict.fromkeys(filter(None, (row.oldest, row.tested)))
    return " and ".join(tested_versions()[key].removeprefix("v") for key in keys)
