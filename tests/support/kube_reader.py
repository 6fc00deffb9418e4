"""The Go program that reads YAML as Kubernetes and both Helms do (tests/faithful/reader/main.go), asked in bulk."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from typing import Any, NamedTuple

from tests.support.helm import ROOT

PROGRAM = ROOT / ".tools" / "kube-reader"
# Integers that go-yaml holds as such. What is beyond becomes a float.
LEAST, MOST = -(2**63), 2**64 - 1


class Answer(NamedTuple):
    """What a text is. error: of the reader, where it refuses the text; found: what `as` in main.go says."""

    error: str = ""
    found: Any = None


class Number(float):
    """A number of JSON with the text that Go writes for it."""

    text: str

    def __new__(cls, text: str) -> Number:
        value = super().__new__(cls, text)
        value.text = text
        return value


def ask(reader: str, texts: Iterable[str]) -> list[Answer]:
    """What one of the readers makes of each text."""
    questions = "".join(json.dumps({"as": reader, "text": text}) + "\n" for text in texts)
    done = subprocess.run(
        [PROGRAM], input=questions, capture_output=True, encoding="utf-8", check=True
    )
    return [_answer(line) for line in done.stdout.split("\n")[:-1]]


def _answer(line: str) -> Answer:
    answer = json.loads(line, parse_int=Number, parse_float=Number)
    if "error" in answer:
        return Answer(error=answer["error"])
    return Answer(found=next(iter(answer.values()), None))


def same(ours: Any, theirs: Any) -> bool:
    """Whether a value of kubeyaml is what Kubernetes reads, types included."""
    if isinstance(theirs, dict):
        return (
            isinstance(ours, dict)
            and ours.keys() == theirs.keys()
            and all(same(ours[key], theirs[key]) for key in theirs)
        )
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(theirs, Number):
        return _same_number(ours, theirs)
    return type(ours) is type(theirs) and ours == theirs


def _same_number(ours: Any, theirs: Number) -> bool:
    if isinstance(ours, bool) or not isinstance(ours, (int, float)):
        return False
    if isinstance(ours, float):
        return ours == theirs
    return theirs.text.lstrip("-").isdigit() and int(theirs.text) == ours
