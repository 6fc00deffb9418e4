"""The flowchart of `reach --format mermaid`, drawn by the real Mermaid in a real browser."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from eck_mesh.messages.printable import printable
from eck_mesh.report.connections.compared import Compared, compare, without_comparison
from eck_mesh.report.connections.flowchart import flowchart
from eck_mesh.report.connections.folded import fold
from tests.support.browser import Browser, started_browser
from tests.support.helm import ROOT
from tests.support.made_connections import MESHED, OPERATOR, by_service, hostile, stack

MERMAID = ROOT / ".tools" / "mermaid.js"
DRAW = """
mermaid.initialize({startOnLoad: false, securityLevel: 'strict'});
return mermaid.run().then(() => {
  const texts = name => [...document.querySelectorAll(name)].map(e => e.textContent.trim()).filter(Boolean);
  return [texts('.node'), texts('.edgeLabel .edgeLabel'), texts('.cluster-label'),
          document.querySelectorAll('.edgePaths path').length, document.querySelectorAll('a, img, script:not([src])').length];
});
"""


class Drawn(NamedTuple):
    """What a flowchart shows: its texts, how many arrows, and how much that is no text."""

    nodes: list[str]
    labels: list[str]
    frames: list[str]
    arrows: int
    foreign: int


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not MERMAID.exists():
        pytest.skip("Mermaid is not here: ci/tools mermaid.js, which needs npm")
    with started_browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def drawn(browser: Browser, tmp_path: Path) -> Callable[[str], Drawn]:
    def draw(text: str) -> Drawn:
        page = tmp_path / "flowchart.html"
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><script src="{MERMAID.resolve().as_uri()}"></script>'
            f'<pre class="mermaid">{html.escape(text)}</pre>'
        )
        browser.open(page)
        found: Any = browser.run(DRAW)
        return Drawn(*found)

    return draw


def arrows_of(rows: list[Compared]) -> int:
    return len(re.findall(r'\|".*"\|', flowchart(rows)))


def test_clients_ports_and_outcomes_are_drawn(drawn: Callable[[str], Drawn]) -> None:
    rows = without_comparison(stack())
    found = drawn(flowchart(rows))
    assert sorted(found.frames) == ["Elasticsearch/prod/es", "Kibana/prod/kb"]
    assert {"8080", "9200", "9300", "5601", "a pod in the mesh"} <= set(found.nodes)
    assert "the operatorKibana/prod/kb" in found.nodes, "clients with the same arrows are one node"
    assert found.arrows == len(found.labels) == arrows_of(rows)
    assert "plain by a pod's address" in found.labels
    assert {one.how for one in fold(rows)} <= {label.partition(" by ")[0] for label in found.labels}


def test_only_what_changes_is_drawn(drawn: Callable[[str], Drawn]) -> None:
    after = [*stack()[1:], by_service(OPERATOR, "mTLS", service="new")]
    after[4] = after[4]._replace(how="plain")
    found = drawn(flowchart(compare(stack(), after)))
    assert sorted(found.labels) == [
        "+ mTLS by new",
        "- mTLS by es-es-internal-http",
        "refused -> plain by es-es-http",
    ]


def test_names_from_manifests_are_text(drawn: Callable[[str], Drawn]) -> None:
    rows = hostile()
    found = drawn(flowchart(rows))
    nodes = " ".join("".join(found.nodes).split())
    for row in rows:
        assert printable(row.connection.client.name) in nodes
    assert (found.arrows, found.foreign) == (arrows_of(rows), 0)


@pytest.mark.parametrize("rows", [[], compare(stack(), stack())], ids=["none", "same"])
def test_nothing_to_draw(drawn: Callable[[str], Drawn], rows: list[Compared]) -> None:
    found = drawn(flowchart(rows))
    assert len(found.nodes) == 1
    assert found.nodes[0].startswith("No ")


PAGE = (ROOT / "docs" / "reach.md").read_text()


@pytest.mark.parametrize("text", re.findall(r"(?ms)^```mermaid\n(.*?)^```$", PAGE), ids=len)
def test_the_flowcharts_of_the_docs_are_drawn(drawn: Callable[[str], Drawn], text: str) -> None:
    found = drawn(text)
    assert found.frames
    assert found.arrows == text.count('|"') > 5


def test_a_large_flowchart_is_drawn(drawn: Callable[[str], Drawn]) -> None:
    """Of the 500 lines that Mermaid draws: more take minutes on a slow machine."""
    rows = without_comparison([by_service(MESHED, "mTLS", port=port) for port in range(1, 61)])
    assert drawn(flowchart(rows)).arrows == 60
