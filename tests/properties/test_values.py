"""Whatever the schema of values accepts is rendered, or refused by a sentence that names a value: never by an error of Go.

tests/cluster/test_random_values.py asks an API server and the operator's webhooks about what is rendered.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.support.from_schema import Values
from tests.support.helm import ROOT, Helm, Output
from tests.support.inprocess import call

TOP = json.loads((ROOT / "values.schema.json").read_text())["properties"]
# What Helm puts in front of the text of `fail`.
FAILED = re.compile(
    r"execution error at \(eck-mesh/templates/[\w./-]+:\d+:\d+\): (?P<words>.*)", re.S
)
SENTENCE = re.compile(rf"({'|'.join(TOP)})\b[^\n]*: [^\n]+\.")
SEEDS, MOST = 12, 100
ODD = 0.1
# How many must be rendered, so that the test does not only see refusals: it goes on until then. What a seed gives depends on
# the schema.
RENDERED = 3
# The generator does not know every word of JSON Schema: what Helm says then is no matter of the chart.
NOT_ACCEPTED = "values don't meet the specifications of the schema"


def refusal_is_ours(done: Output) -> bool:
    """Each line is a sentence of the chart, which begins with a path in values."""
    found = FAILED.search(done.stderr)
    lines = found["words"].split("Use --debug")[0].strip().split("\n") if found else []
    return bool(lines) and bool(SENTENCE.match(lines[0])) and "error calling" not in lines[0]


def same(one: Output, other: Output) -> bool:
    def of(done: Output) -> list[str]:
        return sorted(json.dumps(each, sort_keys=True) for each in done.objects)

    return (one.returncode, of(one)) == (other.returncode, of(other))


@pytest.mark.parametrize("odd", [0.005, ODD])
def test_values_are_rendered_or_refused_in_our_words(odd: float, helm3: Helm, helm4: Helm) -> None:
    rendered, wrong = 0, []
    for seed in range(MOST):
        if seed >= SEEDS and rendered >= (RENDERED if odd < ODD else 0):
            break
        values = Values(seed, odd, beside=True).some(sections=1)
        three, four = (helm.template(values=values, check=False) for helm in (helm3, helm4))
        rendered += four.returncode == 0
        if not same(three, four):
            wrong.append((seed, "Helm 3 and Helm 4 differ"))
        refused = [done for done in (three, four) if done.returncode]
        refused = [done for done in refused if NOT_ACCEPTED not in done.stderr]
        wrong += [(seed, done.stderr) for done in refused if not refusal_is_ours(done)]
    assert wrong == []
    assert rendered >= RENDERED or odd == ODD


def test_the_post_renderer_takes_what_is_rendered(helm4: Helm) -> None:
    """Or refuses it; an error of Python would be an exception here."""
    statuses: list[int] = []
    for seed in range(MOST):
        if seed >= SEEDS and statuses.count(0) >= RENDERED:
            break
        values: dict[str, Any] = Values(seed, 0.005, mesh=True).some(sections=1)
        done = helm4.template(values=values, check=False)
        if done.returncode == 0:
            answer = call(stdin=done.stdout)
            statuses.append(answer.returncode)
            assert "Traceback" not in answer.stderr
            assert answer.returncode in (0, 1), answer.stderr
            assert answer.returncode == 0 or re.search(r"\[[a-z-]+\]$", answer.stderr, re.M)
    assert statuses.count(0) >= RENDERED


@pytest.mark.parametrize(
    "words",
    [
        "execution error at (eck-mesh/templates/a.yaml:1:4): error calling index: nil pointer",
        "Error: template: eck-mesh/templates/a.yaml:1:4: executing: nil pointer evaluating",
        "Error: YAML parse error on eck-mesh/templates/a.yaml: mapping values are not allowed",
    ],
)
def test_an_error_of_go_is_not_taken_for_a_sentence(words: str) -> None:
    assert not refusal_is_ours(Output("", words, 1))
