"""What `make fuzz` has found once holds: the whole corpus, without atheris."""

from __future__ import annotations

import pytest

from tests.fuzz.corpus import FOLDER, corpus
from tests.fuzz.targets import TARGETS, holds, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_every_input_is_an_answer_or_a_refusal(name: str) -> None:
    inputs = corpus(name)
    assert len(inputs) > 100
    for data in [*seeds(), *inputs]:
        holds(TARGETS[name], data)


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_100_000
