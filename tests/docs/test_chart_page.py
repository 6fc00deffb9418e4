"""docs/chart.md and docs/fleet.md: each of their snippets is values that the chart takes."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.support.helm import ROOT, Helm

PAGE = (ROOT / "docs" / "chart.md").read_text()
FLEET = (ROOT / "docs" / "fleet.md").read_text()
SNIPPETS = re.findall(r"^```yaml\n(.*?)^```$", PAGE + FLEET, re.M | re.S)


@pytest.mark.parametrize("snippet", SNIPPETS)
def test_a_snippet_renders(helm: Helm, snippet: str) -> None:
    assert helm.template(values=yaml.safe_load(snippet)).objects


def test_the_example_of_an_image_is_the_real_one(helm: Helm) -> None:
    """The first snippet is the one about images."""
    done = helm.template(values=yaml.safe_load(SNIPPETS[0]))
    assert done.object("Kibana", "elastic-istio")["spec"]["image"] in PAGE
