"""docs/performance.md: its words are written by hand, its tables by `make bench`."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.bench.program import Program
from tests.bench.rounds import Result
from tests.bench.table import helm_table, targets_table, times_table
from tests.support.helm import ROOT, binary

PAGE = ROOT / "docs" / "performance.md"
BLOCK = re.compile(r"(?s)(<!-- measured: .*? -->\n).*(<!-- end of measured -->\n)")
CPU = Path("/proc/cpuinfo")


def measured_block(results: list[Result], program: Program) -> str:
    """What `make bench` found, with the date and the machine."""
    today = datetime.datetime.now(tz=datetime.timezone.utc).date()
    return "\n".join(
        (
            f"Measured on {today:%-d %B %Y} on {machine()}; {', '.join(versions(program))}.\n",
            "### Targets\n",
            targets_table(results),
            "### Milliseconds for each stream\n",
            times_table(results),
            "### Milliseconds of `helm template`\n",
            helm_table(results),
        )
    )


def write_page(results: list[Result], program: Program) -> None:
    """Put the tables into the page."""
    text = PAGE.read_text()
    block = measured_block(results, program)
    new, count = BLOCK.subn(lambda match: f"{match[1]}\n{block}\n{match[2]}", text)
    if count != 1:
        raise SystemExit(f"{PAGE}: has no place for the tables")
    PAGE.write_text(new)


def machine() -> str:
    """The machine in words that do not name it."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    kernel = ".".join(platform.release().split(".")[:2])
    kind = f"{cpu_model()} ({platform.machine()})"
    return f"{os.cpu_count()} cores of {kind}, {memory:.0f} GiB, {platform.system()} {kernel}"


def cpu_model() -> str:
    found = re.search(r"^model name\s*: (.+)$", CPU.read_text() if CPU.exists() else "", re.M)
    return re.sub(r"\((R|TM)\)", "", found[1]).strip() if found else "a processor"


def versions(program: Program) -> Iterator[str]:
    """Name and version of each program that was measured."""
    code = "import platform, yaml; print('CPython', platform.python_version() + ', PyYAML', yaml.__version__)"
    yield printed(program.python, "-I", "-c", code)
    for major in (3, 4):
        yield f"Helm {printed(binary(major), 'version', '--template={{.Version}}').lstrip('v')}"
    kubectl = printed(str(ROOT / ".tools" / "kubectl"), "version", "--client")
    yield "kubectl {}, kustomize {}".format(*re.findall(r"Version: v(\S+)", kubectl))


def printed(*argv: str) -> str:
    return subprocess.run(argv, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
