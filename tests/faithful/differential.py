"""Generated documents as eck-mesh and as Kubernetes read them: `python -m tests.faithful.differential FIRST LAST [pure]`.

The documents are those of the seeds from FIRST to LAST. With `pure` PyYAML does without libyaml.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

if "pure" in sys.argv[3:]:
    vars(yaml)["__with_libyaml__"] = False

from eck_mesh import kubeyaml
from eck_mesh.kubeyaml import library
from tests.faithful.refusals import is_documented
from tests.support.kube_reader import Answer, ask, same
from tests.support.yaml_texts.documents import Documents

SLICE = 5000  # documents in memory at a time


class Difference(NamedTuple):
    """A document that eck-mesh reads or writes otherwise than Kubernetes reads it."""

    seed: int
    text: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.text!r}\n  eck-mesh:   {self.ours!r}\n  Kubernetes: {self.theirs!r}"


class Result(NamedTuple):
    """How many documents ended how, and the differences."""

    counts: Counter[str]
    differences: list[Difference]


def compare(first: int, last: int) -> Result:
    """The documents of the seeds from first to last, without last."""
    counts = Counter[str]()
    differences = []
    for begin in range(first, last, SLICE):
        seeds = range(begin, min(begin + SLICE, last))
        for outcome in _outcomes(seeds):
            if isinstance(outcome, Difference):
                differences.append(outcome)
            else:
                counts[outcome] += 1
    return Result(counts, differences)


def _outcomes(seeds: range) -> Iterator[str | Difference]:
    texts = [Documents(seed).document() for seed in seeds]
    written: list[tuple[int, str, Answer, str]] = []
    for seed, text, answer in zip(seeds, texts, ask("kubectl", texts), strict=True):
        outcome, value = _read(seed, text, answer)
        yield outcome
        if outcome == "same" and isinstance(value, dict):
            written.append((seed, text, answer, kubeyaml.dump(value)))
    again = ask("kubectl", [one for _, _, _, one in written])
    for (seed, text, answer, dumped), found in zip(written, again, strict=True):
        yield "written" if found == answer else Difference(seed, text, dumped, found)


def _read(seed: int, text: str, answer: Answer) -> tuple[str | Difference, Any]:
    """The outcome of one document, and what eck-mesh reads."""
    theirs = answer.found[0] if answer.found else None
    try:
        ours = kubeyaml.load(text)
    except kubeyaml.Error as error:
        if answer.error:
            return "refused by both", None
        if is_documented(error, fast=library.IS_FAST):
            return "refused by eck-mesh", None
        return Difference(seed, text, error, theirs), None
    if answer.error or str(theirs).startswith("---"):
        return "refused by Kubernetes", None  # a scalar is no manifest
    if isinstance(ours, str) and isinstance(theirs, dict):
        return "refused by eck-mesh", None  # it is no manifest; kubectl drops U+00A0 before JSON
    if _is_ambiguous(ours):
        return "keys that are no strings", None
    if not same(kubeyaml.with_text_keys(ours), theirs):
        return Difference(seed, text, ours, theirs), None
    return ("same" if kubeyaml.with_text_keys(ours) == ours else "same, with keys as texts"), ours


def _is_ambiguous(value: Any) -> bool:
    """Whether a mapping has keys that are one in JSON or in Python, or a key that Go writes in its own way."""
    if isinstance(value, list):
        return any(map(_is_ambiguous, value))
    if not isinstance(value, dict):
        return False
    others = [key for key in value if not isinstance(key, str)]
    if len(others) > 1 or any(isinstance(key, float) for key in others):
        return True
    if any(kubeyaml.text_of(key) in value or str(key) in value for key in others):
        return True
    return any(map(_is_ambiguous, value.values()))


def main() -> int:
    """Print what was found; 1 where there are differences."""
    result = compare(int(sys.argv[1]), int(sys.argv[2]))
    for difference in result.differences[:100]:
        print(difference)
    print(*(f"{count:9,} {outcome}" for outcome, count in result.counts.most_common()), sep="\n")
    print(f"{len(result.differences):9,} differences")
    return bool(result.differences)


if __name__ == "__main__":
    sys.exit(main())
