"""Results as tables of Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from tests.bench.rounds import Result
from tests.bench.scenarios import CAT, KUSTOMIZE, MEMORY, NONE, OURS, PASS, PIPES, Target
from tests.bench.timing import Spread, of_rounds, spread

HEADS = {
    "targets": "stream | ratio | target | median | lowest … highest | by CPU time | met",
    "times": f"stream | MB | `{CAT}` | `{PASS}` | {OURS} | by pipes | {KUSTOMIZE} | {OURS}, MiB | {KUSTOMIZE}, MiB",
    "helm": f"release | {NONE} | `{CAT}` | {OURS}",
}


def head(name: str) -> str:
    words = HEADS[name]
    return f"| {words} |\n|{'---|' * len(words.split(' | '))}\n"


def number(value: float) -> str:
    """Three digits, as far as a reader can use them."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def targets_table(results: list[Result]) -> str:
    """A line for each target."""
    return head("targets") + "".join(line for result in results for line in lines_of(result))


def lines_of(result: Result) -> Iterator[str]:
    for target in result.targets:
        if set(target.names) <= set(result.runs):
            yield target_line(result, target)
    if result.size:
        most = MEMORY[0] + MEMORY[1] * result.size / 2**20
        peak = peak_of(result, OURS)
        limit = f"≤ {number(most)}"
        yield line(f"{result.title} | peak of memory, MiB", limit, peak, "", peak.median <= most)


def target_line(result: Result, target: Target) -> str:
    limit = f"≤ {target.most:g}" if target.most else f"≥ {target.least:g}"
    ratio = of_rounds(result.runs, target.names, target.formula)
    cpu = number(of_rounds(result.runs, target.names, target.formula, cpu=True).median)
    return line(f"{result.title} | {target.title}", limit, ratio, cpu, target.met(ratio.median))


def line(what: str, limit: str, found: Spread, cpu: str, met: bool) -> str:
    ends = f"{number(found.low)} … {number(found.high)}"
    said = "yes" if met else "**no**"
    return f"| {what} | {limit} | {number(found.median)} | {ends} | {cpu} | {said} |\n"


def peak_of(result: Result, name: str) -> Spread:
    """MiB."""
    return spread([run.peak / 1024 for run in result.runs[name]])


def times_table(results: list[Result]) -> str:
    """A line for each stream: milliseconds, medians."""
    return head("times") + "".join(times_line(result) for result in results if result.size)


def times_line(result: Result) -> str:
    cells = [result.title, f"{result.size / 1e6:.2f}"]
    cells += [milliseconds(result, name) for name in (CAT, PASS, OURS, PIPES, KUSTOMIZE)]
    peaks = [name for name in (OURS, KUSTOMIZE) if name in result.runs]
    cells += [number(peak_of(result, name).median) for name in peaks] + [""] * (2 - len(peaks))
    return f"| {' | '.join(cells)} |\n"


def helm_table(results: list[Result]) -> str:
    """A line for each release: milliseconds, medians."""
    lines = [
        " | ".join([result.title, *(milliseconds(result, name) for name in (NONE, CAT, OURS))])
        for result in results
        if not result.size
    ]
    return head("helm") + "".join(f"| {text} |\n" for text in lines)


def milliseconds(result: Result, name: str) -> str:
    if name not in result.runs:
        return ""
    return number(spread([run.wall * 1000 for run in result.runs[name]]).median)
