"""Messages of the chart's templates: the catalogue describes each of them."""

from __future__ import annotations

import re

import pytest

from eck_mesh.messages.catalogue import MESSAGES
from eck_mesh.messages.commands.compile import CHART
from tests.support.helm import ROOT

TEMPLATES = {path.name: path.read_text() for path in ROOT.glob("templates/*.tpl")}
# The id at the end of a `fail`: `… [stale-plan]"`.
ID = re.compile(r"\[([a-z]+(?:-[a-z]+)+)\]\"")


@pytest.mark.parametrize("message", CHART, ids=lambda message: message.id)
def test_the_chart_fails_with_the_sentence_of_the_catalogue(message: object) -> None:
    sentence = getattr(message, "sentence", "")
    assert any(sentence in text for text in TEMPLATES.values()), sentence


def test_every_id_of_the_chart_is_in_the_catalogue() -> None:
    found = {name for text in TEMPLATES.values() for name in ID.findall(text)}
    assert found == {message.id for message in CHART}
    assert found <= set(MESSAGES)
