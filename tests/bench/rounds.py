"""One scenario: check that the programs agree, then measure them in turn."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from tests.bench import kustomize
from tests.bench.agreement import check_same_objects, check_untouched, output
from tests.bench.program import Program, clean_env
from tests.bench.scenarios import CAT, GROWTH, KUSTOMIZE, OURS, PASS, SMALLER, Scenario
from tests.bench.streams import STREAMS
from tests.bench.timing import Command, Runs, measured


class Options(NamedTuple):
    """quick: without kustomize; long: with it also where it takes minutes; rounds: 0 for those of the scenario."""

    program: Program
    quick: bool = False
    long: bool = False
    rounds: int = 0


class Result(NamedTuple):
    """The runs of a scenario, by command; size: bytes of the stream."""

    scenario: Scenario
    runs: Runs
    size: int


def run_scenario(scenario: Scenario, options: Options, folder: Path) -> Result:
    """Measure a scenario in a folder for its files."""
    stream = STREAMS[scenario.stream].write(folder / "in.yaml")
    rival = scenario.kustomize and not options.quick and (options.long or not scenario.slow)
    ours = [options.program.script, *scenario.flags]
    commands = [
        Command(CAT, [str(shutil.which("cat"))], str(stream)),
        Command(PASS, [options.program.python, "-c", "pass"]),
        Command(OURS, ours, str(stream)),
        *checked_rival(scenario, ours, stream, rival),
    ]
    if GROWTH in scenario.targets:
        smaller = STREAMS["1000"].write(folder / "smaller.yaml")
        commands.append(Command(SMALLER, ours, str(smaller)))
    rounds = options.rounds or scenario.rounds[0 if rival else 1]
    return Result(scenario, measured(commands, rounds, clean_env()), stream.stat().st_size)


def checked_rival(scenario: Scenario, ours: list[str], stream: Path, wanted: bool) -> list[Command]:
    """kustomize for the stream if it is wanted, after a look at both outputs."""
    before = stream.read_text()
    after = output(ours, stream, clean_env())
    check_untouched(scenario.title, before, after)
    if not wanted:
        return []
    command = kustomize.folder(stream.with_name("kustomize"), before, after)
    if not scenario.slow:
        check_same_objects(scenario.title, after, output(command, stream, clean_env()))
    return [Command(KUSTOMIZE, command, str(stream))]
