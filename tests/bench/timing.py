"""Commands, and what turns.py measures of them."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

TURNS = Path(__file__).with_name("turns.py")


class Command(NamedTuple):
    """name: what tables call it; pipes: whether its stdin and stdout are pipes and not a file and /dev/null."""

    name: str
    argv: list[str]
    stdin: str = os.devnull
    pipes: bool = False


class Run(NamedTuple):
    """One run of a command: seconds of wall time and of CPU time, and the peak of its memory."""

    wall: float
    cpu: float
    peak: float  # KiB


class Spread(NamedTuple):
    """The median of some numbers, and the smallest and largest."""

    median: float
    low: float
    high: float


Runs = dict[str, list[Run]]


def measured(commands: list[Command], rounds: int, env: dict[str, str]) -> Runs:
    """The runs of each command by its name, from rounds in which they take turns."""
    order = {"rounds": rounds, "env": env, "commands": [command._asdict() for command in commands]}
    process = [sys.executable, "-I", "-S", str(TURNS)]
    done = subprocess.run(process, input=json.dumps(order), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)
    lists = json.loads(done.stdout)
    return {
        command.name: [Run(*run) for run in runs]
        for command, runs in zip(commands, lists, strict=True)
    }


def spread(numbers: list[float]) -> Spread:
    return Spread(statistics.median(numbers), min(numbers), max(numbers))


def of_rounds(
    runs: Runs, names: tuple[str, ...], formula: Callable[..., float], cpu: bool = False
) -> Spread:
    """The formula over the seconds of the named commands, round by round."""
    columns = [[run.cpu if cpu else run.wall for run in runs[name]] for name in names]
    return spread([formula(*seconds) for seconds in zip(*columns, strict=True)])
