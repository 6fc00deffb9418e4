"""`make bench`: measure, print the tables, and write them into docs/performance.md.

    python -m tests.bench [quick | long] [--program PATH] [--rounds N] [STREAM …]

`quick` leaves out kustomize and Helm, and takes a minute; `long` lets kustomize also read 10,000 documents, which takes it
seven minutes a time. With either of --program (a script of pip's to measure instead of this checkout), --rounds and names
of streams, and with `quick`, nothing is written.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench.program import checked, installed
from tests.bench.rounds import Options, Result, run_scenario
from tests.bench.scenarios import SCENARIOS, Scenario
from tests.bench.streams import STREAMS
from tests.bench.table import targets_table, times_table


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("words", nargs="*", choices=["quick", "long", *STREAMS, []], metavar="WORD")
    parser.add_argument("--program", type=Path)
    parser.add_argument("--rounds", type=int, default=0)
    return parser.parse_args()


def run_all(scenarios: list[Scenario], options: Options) -> list[Result]:
    results = []
    for scenario in scenarios:
        print(f"bench: {scenario.title}", file=sys.stderr)
        with tempfile.TemporaryDirectory() as folder:
            results.append(run_scenario(scenario, options, Path(folder)))
    return results


def main() -> None:
    given = arguments()
    program = checked(given.program) if given.program else installed()
    options = Options(program, "quick" in given.words, "long" in given.words, given.rounds)
    named = [word for word in given.words if word in STREAMS]
    chosen = [scenario for scenario in SCENARIOS if not named or scenario.stream in named]
    results = run_all(chosen, options)
    print(targets_table(results))
    print(times_table(results))


if __name__ == "__main__":
    main()
