"""The page of `reach --format html` in a real browser (tests/support/browser.py)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eck_mesh.messages.printable import printable
from eck_mesh.reach.connection import HOW, Connection
from eck_mesh.report.connections.compared import Compared, compare, without_comparison
from eck_mesh.report.connections.folded import fold
from eck_mesh.report.connections.page import page
from eck_mesh.report.connections.picture import MOST_LINES
from tests.support.browser import ENTER, TAB, Browser, started_browser
from tests.support.made_connections import MESHED, OPERATOR, by_service, hostile, stack

SIZES = [(1280, 900), (768, 1024), (360, 740)]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started_browser(tmp_path_factory.mktemp("browser")) as found:
        yield found


@pytest.fixture
def shown(browser: Browser, tmp_path: Path) -> Iterator[Any]:
    """Opens the page of some connections."""
    browser.media("", "light")
    browser.size(1280, 900)
    browser.messages()

    def show(rows: list[Compared]) -> Browser:
        path = tmp_path / "reach.html"
        path.write_text(page(rows))
        browser.open(path)
        return browser

    yield show
    assert browser.messages() == []


def changed() -> list[Compared]:
    """One connection of each kind of change, and two that are next to each other."""
    after = [*stack()[1:], by_service(OPERATOR, "mTLS", service="new")]
    after[4] = after[4]._replace(how="plain")
    return compare(stack(), after)


def lines_of(rows: list[Compared]) -> int:
    return sum(len(one.groups) for one in fold(rows))


ENDS = """
const box = element => element.getBoundingClientRect();
return [...document.querySelectorAll('.lines .edge')].map(edge => {
  const path = edge.querySelector('.line'), matrix = path.getScreenCTM();
  const at = length => path.getPointAtLength(length).matrixTransform(matrix);
  const [client, port] = ['c', 'p'].map(word => box(document.getElementById(
    [...edge.classList].find(name => name.startsWith(word) && /\\d$/.test(name)))));
  const start = at(0), end = at(path.getTotalLength());
  const refused = edge.classList.contains('refused');
  return [start.x - client.right, port.left - end.x, refused,
          client.top < start.y && start.y < client.bottom, port.top < end.y && end.y < port.bottom];
});
"""


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_each_line_goes_from_its_client_to_its_port(shown: Any, size: tuple[int, int]) -> None:
    rows = without_comparison(stack())
    browser = shown(rows)
    browser.size(*size)
    ends = browser.run(ENDS)
    assert len(ends) == lines_of(rows)
    for start, end, refused, at_client, at_port in ends:
        assert abs(start) < 2
        assert (2 if refused else -2) < end < (60 if refused else 2)
        assert at_client
        assert at_port


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("rows", [without_comparison(stack()), changed(), hostile()], ids=len)
def test_nothing_is_wider_than_the_window(
    shown: Any, size: tuple[int, int], rows: list[Compared]
) -> None:
    browser = shown(rows)
    browser.size(*size)
    assert browser.run("return document.documentElement.scrollWidth") <= size[0]
    small = "return Math.min(...[...document.querySelectorAll('body *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
    assert browser.run(small) >= 11


def test_boxes_and_labels_do_not_overlap(shown: Any) -> None:
    browser = shown(changed())
    boxes = browser.run(
        "return ['.clients li', '.targets li', '.lines em'].map(name => [...document.querySelectorAll(name)]"
        ".map(e => e.getBoundingClientRect()).filter(b => b.width).map(b => [b.left, b.top, b.right, b.bottom]))"
    )
    assert [len(one) for one in boxes] == [7, 2, 3]
    for group in boxes:
        for i, (left, top, right, bottom) in enumerate(group):
            for other in group[i + 1 :]:
                beside = right <= other[0] or other[2] <= left
                assert beside or bottom <= other[1] or other[3] <= top


def visible_rules(browser: Browser) -> list[str]:
    found: list[str] = browser.run(
        "return [...document.querySelectorAll('.why')].filter(e => e.offsetParent || e.getClientRects().length).map(e => e.innerText)"
    )
    return found


POINTS = """
return [...document.querySelectorAll('.lines .edge')].map(edge => {
  const path = edge.querySelector('.line'), matrix = path.getScreenCTM(), all = path.getTotalLength();
  for (let i = 1; i < 100; i++) {
    const point = path.getPointAtLength(all * i / 100).matrixTransform(matrix);
    const top = document.elementFromPoint(point.x, point.y);
    if (top && top.closest('.edge') === edge) return [point.x, point.y, edge.getAttribute('aria-label')];
  }
  return null;
});
"""


def test_the_mouse_finds_each_line_and_shows_its_rule(shown: Any) -> None:
    browser = shown(without_comparison(stack()))
    assert visible_rules(browser) == []
    for x, y, label in browser.run(POINTS):
        browser.move_to(x, y)
        (text,) = visible_rules(browser)
        assert label.split(" by ")[0].split(" to ")[0] in text
        assert label.rpartition(": ")[2] in text
        assert "accepts only clients" in text or "protected by Elasticsearch" in text
    browser.move_to(1, 1)
    assert visible_rules(browser) == []


def test_the_mouse_over_a_client_leaves_its_lines(shown: Any) -> None:
    browser = shown(without_comparison(stack()))
    x, y = browser.run(
        "const b = document.getElementById('c1').getBoundingClientRect(); return [b.left + 9, b.top + 9]"
    )
    browser.move_to(x, y)
    browser.run("return new Promise(done => setTimeout(done, 400))")
    faded = browser.run(
        "return [...document.querySelectorAll('.lines .edge')].map(e => [e.classList.contains('c1'), getComputedStyle(e).opacity === '1'])"
    )
    assert {own for own, _ in faded} == {True, False}
    assert all(own == bright for own, bright in faded)


def test_the_keyboard_reaches_each_client_line_and_port(shown: Any) -> None:
    rows = without_comparison(stack())
    browser = shown(rows)
    seen = []
    for _ in range(7 + lines_of(rows) + 4):
        browser.press(TAB)
        seen.append(
            browser.run(
                "return document.activeElement.className.baseVal ?? document.activeElement.tagName"
            )
        )
        if seen[-1] == "A":
            assert len(visible_rules(browser)) == 1
    assert (seen.count("LI"), seen.count("A"), seen.count("B")) == (7, lines_of(rows), 4)


def test_a_line_leads_to_its_row_in_the_list(shown: Any) -> None:
    browser = shown(without_comparison(stack()))
    for _ in range(8):
        browser.press(TAB)
    browser.press(ENTER)
    row = browser.run("return document.querySelector('tr:target').innerText")
    label = browser.run("return document.querySelector('.lines .edge').getAttribute('aria-label')")
    assert label.split(" to ")[0] in row
    assert label.rpartition(": ")[2] in row


def test_the_list_says_all_that_the_picture_says(shown: Any) -> None:
    browser = shown(without_comparison(stack()))
    text = browser.run("return document.querySelector('.list').innerText")
    for one in stack():
        assert one.client.name in text
        assert all(str(why) in text for why in one.reasons)
    legend = browser.run("return [...document.querySelectorAll('.legend b')].map(e => e.innerText)")
    assert legend == list(HOW)
    looks = browser.run(
        "return [...document.querySelectorAll('.legend svg')].map(e => {const s = getComputedStyle(e.querySelector('.line'));"
        " return s.strokeDasharray + s.strokeWidth})"
    )
    assert len(set(looks)) == len(HOW), "color is not the only difference"


CONTRAST = """
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
const ground = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
return [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => !e.closest('.same') && e.getClientRects().length && e.tagName !== 'STYLE').map(e => {
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
  return [(a + .05) / (b + .05), e.className || e.tagName, e.innerText.slice(0, 40)]; });
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_by_day_and_by_night(shown: Any, scheme: str) -> None:
    """At least 4.5:1, as the Web Content Accessibility Guidelines 2.2 have it (1.4.3)."""
    browser = shown(changed())
    browser.media("", scheme)
    ratios = browser.run(CONTRAST)
    assert len(ratios) > 40
    assert [one for one in ratios if one[0] < 4.5] == []
    ground = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_on_paper_it_is_light_and_whole(shown: Any) -> None:
    browser = shown(without_comparison(stack()))
    browser.media("print", "dark")
    ground = browser.run("return getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert visible_rules(browser) == []
    assert browser.printed().startswith(b"%PDF")


def test_a_change_stands_out(shown: Any) -> None:
    browser = shown(changed())
    labels = browser.run("return [...document.querySelectorAll('.lines em')].map(e => e.innerText)")
    assert sorted(labels) == ["gone: mTLS", "new: mTLS", "refused → plain"]
    opacity = browser.run(
        "return [...document.querySelectorAll('.lines .edge')].map(e => [e.classList.contains('same'), +getComputedStyle(e).opacity])"
    )
    assert {same for same, _ in opacity} == {True, False}
    assert all((value < 0.5) == same for same, value in opacity)
    assert "The change concerns 3 of them." in browser.run("return document.body.innerText")


def test_it_asks_for_nothing_and_runs_nothing(shown: Any, browser: Browser) -> None:
    browser.requests()
    shown(hostile())
    asked = [one for one in browser.requests() if not one.startswith("chrome")]
    assert len(asked) == 1
    assert asked[0].endswith("/reach.html")
    assert browser.run("return document.scripts.length") == 0
    assert browser.run("return document.title") == "Who connects to whom"


def test_names_from_manifests_are_text(shown: Any) -> None:
    rows = hostile()
    browser = shown(rows)
    texts = browser.run("return [...document.querySelectorAll('.list li')].map(e => e.textContent)")
    names = {row.connection.client.name for row in rows}
    for name in names:
        assert any(printable(name) in text for text in texts), name
    assert browser.run("return document.querySelectorAll('img, b b, iframe, svg svg').length") == 0


def test_a_picture_that_would_show_nothing_is_left_out(shown: Any) -> None:
    many: list[Connection] = [
        by_service(MESHED, "mTLS", port=port) for port in range(1, MOST_LINES + 2)
    ]
    browser = shown(without_comparison(many))
    assert browser.run("return document.querySelectorAll('.picture').length") == 0
    assert "Name resources" in browser.run("return document.querySelector('.left-out').innerText")
    assert browser.run("return document.querySelectorAll('tbody tr').length") == MOST_LINES + 1
    browser = shown(without_comparison([]))
    assert "No connection to show." in browser.run("return document.body.innerText")
