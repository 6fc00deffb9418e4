"""One scenario: check that the programs agree, then measure them in turn."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NamedTuple

from tests.bench import kustomize
from tests.bench.agreement import check_rendered, check_same_objects, check_untouched, output
from tests.bench.helm import commands_of_chart, commands_of_release, helm
from tests.bench.program import Program, clean_env
from tests.bench.scenarios import (
    CAT,
    GROWTH,
    KUSTOMIZE,
    OURS,
    PASS,
    PIPES,
    SMALLER,
    HelmScenario,
    Scenario,
    Target,
)
from tests.bench.streams import STREAMS
from tests.bench.timing import Command, Runs, measured


class Options(NamedTuple):
    """quick: without kustomize; long: with it also where it takes minutes; rounds: 0 for those of the scenario."""

    program: Program
    quick: bool = False
    long: bool = False
    rounds: int = 0


class Result(NamedTuple):
    """The runs of a scenario, by command; size: bytes of the stream, 0 under Helm."""

    title: str
    targets: tuple[Target, ...]
    runs: Runs
    size: int = 0


def run_scenario(scenario: Scenario, options: Options, folder: Path) -> Result:
    """Measure a scenario in a folder for its files."""
    stream = STREAMS[scenario.stream].write(folder / "in.yaml")
    rival = scenario.kustomize and not options.quick and (options.long or not scenario.slow)
    ours = [options.program.script, *scenario.flags]
    commands = [
        Command(CAT, [str(shutil.which("cat"))], str(stream)),
        Command(PASS, [options.program.python, "-c", "pass"]),
        Command(OURS, ours, str(stream)),
        Command(PIPES, ours, str(stream), pipes=True),
        *checked_rival(scenario, ours, stream, rival),
    ]
    if GROWTH in scenario.targets:
        smaller = STREAMS["1000"].write(folder / "smaller.yaml")
        commands.append(Command(SMALLER, ours, str(smaller)))
    rounds = options.rounds or scenario.rounds[0 if rival else 1]
    runs = measured(commands, rounds, clean_env())
    return Result(scenario.title, scenario.targets, runs, stream.stat().st_size)


def run_helm_scenario(scenario: HelmScenario, options: Options, folder: Path) -> Result:
    """Measure a scenario under Helm, after a look at what it prints."""
    with_home = helm(scenario.major, options.program, folder / "home")
    if scenario.stream:
        commands = commands_of_release(with_home, scenario.stream, folder / "chart")
    else:
        commands = commands_of_chart(with_home, 200, folder / "values")
    printed = [output(command.argv, Path(os.devnull), with_home.env) for command in commands]
    check_rendered(scenario.title, *printed)
    runs = measured(commands, options.rounds or scenario.rounds, with_home.env)
    return Result(scenario.title, scenario.targets, runs)


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
