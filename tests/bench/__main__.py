"""`make bench`: measure, print the tables, and write them into docs/performance.md.

`quick` leaves out kustomize and Helm, and takes a minute; `long` lets kustomize also read 10,000 documents, which takes it
seven minutes a time. Only a whole run writes the page: not `quick`, nor one with --program (a script of pip's instead of
this checkout), --rounds or names of streams.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.page import write_page
from tests.bench.program import checked, installed
from tests.bench.rounds import Options, Result, run_helm_scenario, run_scenario
from tests.bench.scenarios import HELM_SCENARIOS, SCENARIOS, HelmScenario, Scenario
from tests.bench.streams import STREAMS
from tests.bench.table import helm_table, targets_table, times_table

WORDS = ["quick", "long", "helm", *STREAMS]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"Words: {', '.join(WORDS)}.",
    )
    parser.add_argument("words", nargs="*", metavar="WORD")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--rounds", type=int, default=0)
    given = parser.parse_args()
    if unknown := set(given.words) - set(WORDS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Words: {', '.join(WORDS)}.")
    return given


def chosen(words: list[str]) -> list[Scenario | HelmScenario]:
    """The scenarios of these words; all without any."""
    named = set(words) - {"quick", "long"}
    found: list[Scenario | HelmScenario] = [
        scenario for scenario in SCENARIOS if not named or scenario.stream in named
    ]
    if "helm" in named or not {"quick", *named} & set(words):
        found += HELM_SCENARIOS
    return found


def run_all(scenarios: list[Scenario | HelmScenario], options: Options) -> list[Result]:
    results = []
    for scenario in scenarios:
        print(f"bench: {scenario.title}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            if isinstance(scenario, Scenario):
                results.append(run_scenario(scenario, options, Path(folder)))
            else:
                results.append(run_helm_scenario(scenario, options, Path(folder)))
    return results


def main() -> None:
    given = arguments()
    program = checked(given.program) if given.program else installed()
    options = Options(program, "quick" in given.words, "long" in given.words, given.rounds)
    results = run_all(chosen(given.words), options)
    print("\n".join((targets_table(results), times_table(results), helm_table(results))))
    if set(given.words) <= {"long"} and not given.program and not given.rounds:
        write_page(results, program)


if __name__ == "__main__":
    main()
