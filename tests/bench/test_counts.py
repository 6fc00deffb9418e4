"""What a run does, counted: a count is the same on every machine, and shows what a time hides in its noise.

The limits are what was reached, with a little room. A higher count is a run that does more: look for its reason.
"""

from __future__ import annotations

import cProfile
import os
import pstats
import subprocess
import sys
from functools import cache
from typing import NamedTuple

import pytest

from eck_mesh.plan.render import render
from eck_mesh.settings.settings import Flags
from tests.bench.agreement import documents
from tests.bench.eck import elasticsearch
from tests.bench.streams import STREAMS, Stream

SIZES = (40, 80, 160)
ENDING = "import os, sys; end = os._exit; os._exit = lambda status: (print('\\n'.join(sys.modules), file=sys.stderr), end(status))"


class Counts(NamedTuple):
    """calls: of all functions; of: by "module function"; loads: by the function that asks for them; written: documents that
    are not in the input."""

    calls: int
    of: dict[str, int]
    loads: dict[str, int]
    written: int


@cache
def counted(stream: Stream) -> Counts:
    """What planning and writing a stream calls, when it is done a second time."""
    text = "".join(stream.texts())
    profile = cProfile.Profile()
    _ = render(text, Flags()).text  # what is loaded and known once is not counted
    rendering = profile.runcall(render, text, Flags())
    after = profile.runcall(lambda: rendering.text)
    found = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    of = {
        f"{path.rpartition('eck_mesh/')[2]} {name}": row[1]
        for (path, _, name), row in found.items()
    }
    loads = {
        caller[2]: row[0]
        for (path, _, name), (*_, callers) in found.items()
        if path.endswith("kubeyaml/loader.py") and name == "load"
        for caller, row in callers.items()
    }
    new = set(documents(after)) - set(documents(text))
    return Counts(sum(of.values()), of, loads, len(new))


@pytest.mark.parametrize(("which", "most"), [("stack", 3_370), ("elasticsearch", 6_700)])
def test_each_resource_costs_the_same(which: str, most: int) -> None:
    streams = [Stream(n, n) if which == "stack" else Stream(n, n, elasticsearch) for n in SIZES]
    small, middle, large = [counted(stream).calls for stream in streams]
    first, second = (middle - small) / 40, (large - middle) / 80
    assert second <= first * 1.01
    assert second <= most


@pytest.mark.parametrize("name", ["20", "100", "1000-fifty"])
def test_a_resource_is_parsed_once_and_nothing_else_is(name: str) -> None:
    found = counted(STREAMS[name])
    assert found.loads["objects_in"] == STREAMS[name].eck
    assert set(found.loads) <= {"objects_in", "read_proxy_config"}


@pytest.mark.parametrize("name", ["20", "100", "1000-fifty"])
def test_only_what_changed_is_written(name: str) -> None:
    assert counted(STREAMS[name]).of["kubeyaml/dumper.py dump"] == counted(STREAMS[name]).written


def test_copies_are_made_of_what_changes() -> None:
    assert counted(STREAMS["1000-fifty"]).of["manifests/paths.py _copy"] <= 90 * 50


def modules(name: str, *flags: str) -> set[str]:
    """What is loaded when the program ends."""
    program = [sys.executable, "-I", "-c", f"{ENDING}; import eck_mesh.__main__", *flags]
    env = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    text = "".join(STREAMS[name].texts())
    done = subprocess.run(program, input=text, capture_output=True, text=True, env=env, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize(
    ("name", "flags", "own", "others"),
    [
        ("20", (), 157, 12),
        ("20", ("--expect-mode=strict",), 160, 12),
        ("20-third-party", ("--mode=strict", "--namespace=prod"), 160, 12),
        ("20-without", (), 12, 2),
        ("operator", (), 44, 11),
    ],
)
def test_only_what_is_needed_is_imported(
    name: str, flags: tuple[str, ...], own: int, others: int
) -> None:
    loaded = modules(name, *flags) - modules_of_python()
    ours = {module for module in loaded if module.partition(".")[0] == "eck_mesh"}
    assert len(ours) <= own, sorted(ours)
    assert len(loaded - ours) <= others, sorted(loaded - ours)


@cache
def modules_of_python() -> set[str]:
    """What an interpreter loads to do nothing."""
    code = "import sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    return set(done.stdout.split())
