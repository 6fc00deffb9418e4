"""Results as tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.rounds import Result
from tests.bench.scenarios import CAT, KUSTOMIZE, MEMORY, OURS, PASS, Target
from tests.bench.timing import Spread, of_rounds, spread

TARGETS = """\
| stream | what | target | measured | lowest … highest | by CPU time | met |
|---|---|---|---|---|---|---|
"""
TIMES = """\
| stream | MB | `cat` | `python -c pass` | eck-mesh | kustomize | eck-mesh, MiB | kustomize, MiB |
|---|---|---|---|---|---|---|---|
"""


def number(value: float) -> str:
    """Three digits, as far as a reader can use them."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def targets_table(results: list[Result]) -> str:
    """A line for each target."""
    return TARGETS + "".join(line for result in results for line in lines_of(result))


def lines_of(result: Result) -> Iterator[str]:
    for target in result.scenario.targets:
        if set(target.names) <= set(result.runs):
            yield target_line(result, target)
    most = MEMORY[0] + MEMORY[1] * result.size / 2**20
    peak = peak_of(result, OURS)
    limit = f"≤ {number(most)} MiB"
    yield line(f"{result.scenario.title} | memory", limit, peak, "", peak.median <= most)


def target_line(result: Result, target: Target) -> str:
    limit = f"≤ {target.most:g}" if target.most else f"≥ {target.least:g}"
    ratio = of_rounds(result.runs, target.names, target.formula)
    cpu = number(of_rounds(result.runs, target.names, target.formula, cpu=True).median)
    stream = f"{result.scenario.title} | {target.title}"
    return line(stream, limit, ratio, cpu, target.met(ratio.median))


def line(stream: str, limit: str, found: Spread, cpu: str, met: bool) -> str:
    ends = f"{number(found.low)} … {number(found.high)}"
    said = "yes" if met else "**no**"
    return f"| {stream} | {limit} | {number(found.median)} | {ends} | {cpu} | {said} |\n"


def peak_of(result: Result, name: str) -> Spread:
    """MiB."""
    return spread([run.peak / 1024 for run in result.runs[name]])


def times_table(results: list[Result]) -> str:
    """A line for each stream: milliseconds, medians."""
    return TIMES + "".join(times_line(result) for result in results)


def times_line(result: Result) -> str:
    cells = [result.scenario.title, f"{result.size / 1e6:.2f}"]
    cells += [milliseconds(result, name) for name in (CAT, PASS, OURS, KUSTOMIZE)]
    cells += [
        number(peak_of(result, name).median) if name in result.runs else ""
        for name in (OURS, KUSTOMIZE)
    ]
    return f"| {' | '.join(cells)} |\n"


def milliseconds(result: Result, name: str) -> str:
    if name not in result.runs:
        return ""
    return number(spread([run.wall * 1000 for run in result.runs[name]]).median)
