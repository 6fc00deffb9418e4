"""The pictures of docs, which `make docs` draws, say what they are drawn of, and can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from eck_mesh.plan.rules import STAGES
from tests.support.browser import Browser, started_browser
from tests.support.helm import ROOT

PICTURES = sorted((ROOT / "docs" / "pictures").glob("*.svg"))
LOOK = (Path(__file__).parent / "picture.js").read_text()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started_browser(tmp_path_factory.mktemp("browser")) as found:
        found.size(900, 1100)
        yield found


def texts(name: str) -> list[str]:
    """The texts of a picture."""
    svg = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text()
    return re.findall(r"<text [^>]*>([^<]*)</text>", svg)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: str(path.stem))
def test_each_picture_can_be_read(browser: Browser, picture: Path, scheme: str) -> None:
    browser.media("", scheme)
    browser.open(picture)
    assert browser.run(LOOK) == []
    ground = browser.run("return getComputedStyle(document.querySelector('.ground')).fill")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(27, 35, 41)"}[scheme]


@pytest.mark.parametrize(
    ("damage", "seen"),
    [
        ("one.setAttribute('x', 500)", "leaves the picture"),
        ("one.setAttribute('y', two.getAttribute('y'))", "overlaps"),
        ("one.setAttribute('style', 'fill: #ccc')", "is faint"),
        ("document.querySelector('rect.one').setAttribute('style', 'fill: #eee')", "a faint bar"),
        ("document.querySelector('rect.two').setAttribute('y', 20)", "stands half in a box"),
    ],
)
def test_what_is_wrong_would_be_seen(browser: Browser, damage: str, seen: str) -> None:
    browser.media("", "light")
    browser.open(ROOT / "docs/pictures/performance.svg")
    browser.run(f"const [one, two] = document.querySelectorAll('text'); {damage}")
    assert [problem for problem in browser.run(LOOK) if seen in problem]


def test_the_plot_has_each_number_of_the_table() -> None:
    page = (ROOT / "docs" / "performance.md").read_text()
    table = page.partition("### Milliseconds for each stream\n")[2].strip().partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()[2:]]
    shown = texts("performance")
    assert len(rows) > 10
    for row in rows:
        assert row[1].replace("`", "") in shown
        assert {row[4], row[5], row[7]} - {""} <= {*shown}


def test_the_rooms_are_those_of_the_contracts() -> None:
    folder = ROOT / "postrenderer" / "eck_mesh"
    rooms = {path.parent.name for path in folder.glob("*/__init__.py")}
    assert rooms <= {*texts("rooms")}
    assert "Imports none of yaml, click, os, stream, writer, apply" in texts("rooms")


def test_the_flow_has_each_rule() -> None:
    flow = " ".join(texts("flow")).lower().replace("\N{NO-BREAK SPACE}", "_")
    topics = {rule.module.rpartition(".")[2] for stage in STAGES for rule in stage}
    assert len(topics) > 20
    assert [topic for topic in topics if topic not in flow] == []


def test_the_modes_say_what_reach_says() -> None:
    """In strict, what the mode is for: an outside client is refused, one in the mesh is not."""
    shown = texts("modes")
    start = shown.index("To Elasticsearch 9200")
    row = shown.index("from a pod outside the mesh", start)
    assert shown[row + 1 : row + 5] == ["own TLS", "own TLS", "refused", "refused"]
    row = shown.index("from Kibana", start)
    assert shown[row + 1 : row + 5] == ["own TLS", "TLS in mTLS", "mTLS", "TLS in mTLS"]
