"""The documentation site in a real browser: on a desktop and on a phone, light and dark."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.browser import Browser, started_browser
from tests.support.programs import ci_module
from tests.support.site import site_file
from tests.support.site_server import served

PAGES = ci_module("site_pages").pages()
LOOK = (Path(__file__).parent / "look.js").read_text()
# The theme hides its shadow roots; Mermaid's pictures are in them.
OPEN = """
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (options) { return attach.call(this, {...options, mode: 'open'}); };
"""
DRAWN = "return !document.querySelector('pre.mermaid')"
STILL = """
const style = document.head.appendChild(document.createElement('style'));
style.textContent = '* { transition: none !important; animation: none !important; }';
"""
DESKTOP, PHONE = (1280, 900), (390, 844)


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with served(site) as found:
        yield found


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with started_browser(tmp_path_factory.mktemp("browser")) as found:
        found.command("Page.addScriptToEvaluateOnNewDocument", source=OPEN)
        yield found


def wait(browser: Browser, script: str) -> None:
    """Until a script returns something true."""
    for _ in range(100):
        if browser.run(script):
            return
        time.sleep(0.1)
    raise AssertionError(script)


def opened(browser: Browser, address: str) -> None:
    """A page with its pictures, and nothing in the logs of the browser but what it asked and said."""
    browser.media("", "light")
    browser.requests()
    browser.messages()
    browser.open(address)
    wait(browser, DRAWN)
    browser.run(STILL)


def problems(browser: Browser, size: tuple[int, int], scheme: str) -> list[str]:
    """What is wrong with how the open page looks."""
    browser.size(*size)
    browser.media("", scheme)
    browser.run("return new Promise(done => requestAnimationFrame(() => setTimeout(done, 20)))")
    return [f"{size[0]} {scheme}: {problem}" for problem in browser.run(LOOK)]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_looks_right(browser: Browser, address: str, page: str) -> None:
    opened(browser, address + site_file(page).removesuffix("index.html"))
    found = problems(browser, PHONE, "light") + problems(browser, DESKTOP, "dark")
    asked = [url for url in browser.requests() if url.startswith("http")]
    assert found == []
    assert browser.messages() == []
    assert asked
    assert [url for url in asked if not url.startswith(address)] == []


@pytest.mark.parametrize("page", ["README.md", "docs/reach.md", "ARCHITECTURE.md"])
def test_some_pages_look_right_the_other_way_round(
    browser: Browser, address: str, page: str
) -> None:
    opened(browser, address + site_file(page).removesuffix("index.html"))
    assert problems(browser, PHONE, "dark") + problems(browser, DESKTOP, "light") == []


DAMAGE = {
    "article.querySelector('h2').style.marginTop = '-80px'": "overlaps",
    "article.querySelector('p').style.color = '#999'": "contrast of rgb(153, 153, 153)",
    "article.querySelector('li').style.background = '#666'": "on 102,102,102",
    "document.querySelector('.md-search').style.marginLeft = '-300px'": "header:",
    "nodes[1].parentNode.append(nodes[0].cloneNode(true))": "picture 0: <g>",
    "nodes[0].querySelector('foreignObject').setAttribute('width', 20)": "is cut",
    "svg.style.width = '250px'": "picture 0: letters of",
    "document.querySelector('.mermaid').remove()": "picture 0 is not drawn",
    "article.append(Object.assign(new Image(), {src: 'none.png'}))": "image none.png",
    "article.style.width = '1400px'": "wide, the window 1280",
}


def test_what_is_wrong_would_be_seen(browser: Browser, address: str) -> None:
    opened(browser, address + "docs/reach/")
    before = problems(browser, DESKTOP, "light")
    assert before == []
    for damage, seen in DAMAGE.items():
        browser.run(
            "const article = document.querySelector('article');"
            "const svg = document.querySelector('.mermaid').shadowRoot?.querySelector('svg');"
            f"const nodes = svg?.querySelectorAll('.node'); {damage}"
        )
        now = problems(browser, DESKTOP, "light")
        assert [one for one in now if seen in one and one not in before], (damage, now)
        before = now
    browser.run("return fetch('https://api.github.com/').catch(() => 0)")
    assert "https://api.github.com/" in browser.requests()
    assert browser.messages()


def test_the_search_finds_a_message_by_its_id(browser: Browser, address: str) -> None:
    opened(browser, address)
    browser.size(*DESKTOP)
    browser.run("document.querySelector('.md-search__input').focus()")
    browser.command("Input.insertText", text="port-bypasses-sidecar")
    links = (
        "[...document.querySelectorAll('.md-search-result__link')].map(e => e.getAttribute('href'))"
    )
    wait(browser, f"return {links}.length")
    found = browser.run(f"return {links}")
    assert any("docs/messages/" in link and "#port-bypasses-sidecar" in link for link in found), (
        found
    )


def test_a_reader_chooses_dark_on_a_light_machine(browser: Browser, address: str) -> None:
    """The page, its diagrams and its pictures follow, and so do the next pages."""
    opened(browser, address + "docs/modes/")
    browser.size(*DESKTOP)
    toggle = (
        "[...document.querySelectorAll('[data-md-component=palette] label')].find(e => !e.hidden)"
    )
    for scheme in "default", "slate":
        browser.run(f"{toggle}.click()")
        wait(browser, f"return document.body.dataset.mdColorScheme === '{scheme}'")
    dark = "return getComputedStyle(document.querySelector('article img')).colorScheme === 'dark'"
    assert browser.run(dark)
    assert problems(browser, DESKTOP, "light") == []
    opened(browser, address + "docs/reach/")
    assert browser.run("return document.body.dataset.mdColorScheme") == "slate"
    assert problems(browser, PHONE, "light") == []
    browser.run("localStorage.clear()")


def test_the_menu_opens_on_a_phone(browser: Browser, address: str) -> None:
    opened(browser, address)
    browser.size(*PHONE)
    # A link of the menu lies on top of the page.
    found = "document.elementFromPoint(90, 184).closest('.md-nav--primary a')"
    assert not browser.run(f"return !!{found}")
    browser.run("document.querySelector('label[for=__drawer]').click()")
    wait(browser, f"return !!{found}")


def test_a_phone_shows_that_a_table_goes_on(browser: Browser, address: str) -> None:
    """By a shadow; the browser of this test hides the bar. The picture of the README fits."""
    browser.size(*PHONE)
    opened(browser, address + "docs/mode-changes/")
    table = "const e = document.querySelector('.md-typeset__scrollwrap');"
    assert browser.run(f"{table} return e.scrollWidth > e.clientWidth")
    assert "gradient" in browser.run(f"{table} return getComputedStyle(e).backgroundImage")
    opened(browser, address)
    picture = "const e = document.querySelector('.drawn code');"
    assert browser.run(f"{picture} return e.scrollWidth <= e.clientWidth")
