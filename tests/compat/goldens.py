"""Every golden case with the program of another environment: the same bytes, or what differs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.compat.environment import Environment
from tests.support import inprocess
from tests.support.cases import CASES, FOLDERS, Case, name
from tests.support.golden_errors import own_words
from tests.support.inprocess import Answer

# Through a process of their own, by the console script: one case for each shape of a stream.
BY_PROCESS = [
    "strict/pods/the-three-resources-of-elastics-page",
    "strict/pods/a-revision-and-another-cluster-domain",
    "plain-yaml/override-lays-a-settings-file-over-a-lock",
    "plain-yaml/a-stream-of-json",
    "plain-yaml/an-unlocked-resource-beside-a-locked-one",
    "disabled/a-plain-chart",
    "refused/an-unknown-mode",
    "refused/yaml-that-does-not-parse",
]
ENV = {**os.environ, "ECK_MESH_NOTES": "stderr"}


def differences(environment: Environment, streams: dict[str, str], empty: Path) -> list[str]:
    """What is not as in the golden files, a line each; streams: of each case, by its name. empty: a folder."""
    cases = [Case(folder) for folder in FOLDERS]
    return [
        *_in_one_process(environment, cases, streams, empty),
        *_by_process(environment, streams),
    ]


def _in_one_process(
    environment: Environment, cases: list[Case], streams: dict[str, str], empty: Path
) -> Iterator[str]:
    """All cases in one start of its Python: the filter, and `explain`."""
    calls = [(case.flags, streams[name(case.folder)]) for case in cases]
    explain = [(["explain", *flags], stdin) for flags, stdin in calls]
    done = subprocess.run(
        [environment.python, inprocess.__file__, empty],
        input=json.dumps([*calls, *explain]),
        capture_output=True,
        text=True,
        timeout=1800,
        env=ENV,
    )
    if done.returncode:
        yield f"every case: {done.stderr.strip()[-2000:]}"
        return
    answers = [Answer(*answer) for answer in json.loads(done.stdout)]
    for case, answer, words in zip(cases, answers, answers[len(cases) :], strict=False):
        if difference := _difference(case, answer):
            yield difference
        explained = case.folder / "explain.txt"
        if explained.exists() and words != (explained.read_text(), "", 0):
            yield f"{name(case.folder)}: explain"


def _by_process(environment: Environment, streams: dict[str, str]) -> Iterator[str]:
    for key in BY_PROCESS:
        case = Case(CASES / key)
        done = subprocess.run(
            [environment.program, *case.flags],
            input=streams[key],
            capture_output=True,
            text=True,
            timeout=120,
            env=ENV,
        )
        if difference := _difference(case, Answer(done.stdout, done.stderr, done.returncode)):
            yield f"{difference}, as a process"


def _difference(case: Case, answer: Answer) -> str:
    """How an answer differs from the golden file; "" where it does not."""
    error = case.folder / "error.txt"
    if error.exists():
        given = answer._replace(stderr=own_words(answer.stderr))
        expected = Answer("", own_words(error.read_text()), 1)
    else:
        given = answer._replace(stderr="")
        expected = Answer((case.folder / "output.yaml").read_text(), "", 0)
    if given == expected:
        return ""
    return f"{name(case.folder)}: exit code {answer.returncode}: {answer.stderr.strip()[-200:]}"
