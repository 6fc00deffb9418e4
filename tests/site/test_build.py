"""The documentation site has every page of the repository as GitHub shows it, and no link of it is dead."""

from __future__ import annotations

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.support.helm import ROOT
from tests.support.programs import ci_module
from tests.support.site import Parts, article, build_site, site_file, small_checkout

PAGES = ci_module("site_pages")
HOME = "https://github.com/eck-mesh/eck-mesh"


def test_each_page_looks_as_on_github(site: Path) -> None:
    """The same elements and the same text, as the parser's own writer has them."""
    github = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    assert len(PAGES.pages()) > 30
    for page in PAGES.pages():
        expected = Parts(github.render((ROOT / page).read_text()))
        found = Parts(article((site / site_file(page)).read_text()))
        assert found.count == expected.count, page
        assert found.text == expected.text, page


def test_nav_lists_each_page_and_the_check_says_which_it_lacks() -> None:
    assert list(PAGES.nav_problems(PAGES.nav(), PAGES.pages())) == []
    assert list(PAGES.nav_problems(["a.md", "a.md", "gone.md"], ["a.md", "docs/new.md"])) == [
        "mkdocs.yml: nav: add docs/new.md, where a reader looks for it",
        "mkdocs.yml: nav: a.md is listed 2 times",
        "mkdocs.yml: nav: remove gone.md: there is no such page",
    ]


def test_a_page_outside_nav_stops_the_build(tmp_path: Path) -> None:
    small_checkout(tmp_path, {"README.md": "# One\n", "docs/new.md": "# New\n"}, ["README.md"])
    done = build_site(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    assert "mkdocs.yml: nav: add docs/new.md, where a reader looks for it" in done.stdout


DEAD = {
    "README.md": [
        f"{HOME}/blob/main/docs/none.md",
        f"{HOME}/blob/main/docs/page.md#none",
        f"{HOME}/blob/main/ci/none.txt",
        f"{HOME}/blob/main/ci/tools#L3",
        "docs/picture-none.svg",
    ],
    "docs/page.md": ["none.md", "#none", "../README.md#none", "../ci/none.txt", "../ci/tools#L3"],
}
ALIVE = {
    "README.md": [
        f"{HOME}/blob/main/docs/page.md#a-heading-of-two-words",
        f"{HOME}/tree/main/ci",
        f"{HOME}/blob/main/ci/tools",
        f"{HOME}/issues",
        "https://example.com/none.md#none",
        "docs/picture.svg",
    ],
    "docs/page.md": ["#a-heading-of-two-words", "../README.md#one", "../ci/tools", "picture.svg"],
}


def checkout(folder: Path, links: dict[str, list[str]]) -> None:
    heads = {
        "README.md": "# One\n\n",
        "docs/page.md": "# Page\n\n## A `heading`, of two words!\n\n",
    }
    in_code = "\n```text\n[a link in code](none.md)\n```\n"
    texts = {page: "".join(f"* [a]({link})\n" for link in links[page]) for page in heads}
    pages = {page: head + texts[page] + in_code for page, head in heads.items()}
    small_checkout(folder, {**pages, "docs/picture.svg": "<svg/>"}, [*heads])


def test_links_that_are_not_dead_lead_to_pages_of_the_site_or_to_github(tmp_path: Path) -> None:
    checkout(tmp_path, ALIVE)
    done = build_site(tmp_path, tmp_path / "site")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site/index.html").read_text()
    assert '<a href="docs/page/#a-heading-of-two-words">' in page
    assert f'<a href="{HOME}/tree/main/ci">' in page
    assert '<a href="docs/picture.svg">' in page
    assert "[a link in code](none.md)" in page
    page = (tmp_path / "site/docs/page/index.html").read_text()
    assert '<a href="../..#one">' in page or '<a href="../../#one">' in page
    assert f'<a href="{HOME}/blob/main/ci/tools">' in page


@pytest.mark.parametrize("page", DEAD)
def test_each_dead_link_is_named(page: str, tmp_path: Path) -> None:
    checkout(tmp_path, {**ALIVE, page: DEAD[page]})
    done = build_site(tmp_path, tmp_path / "site")
    assert done.returncode == 1
    named = [line for line in done.stderr.splitlines() if f"'{page}' contains a" in line]
    assert len(named) == len(DEAD[page]), done.stderr
