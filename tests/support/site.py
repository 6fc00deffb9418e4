"""The documentation site: built by MkDocs, and what its pages consist of."""

from __future__ import annotations

import collections
import os
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

from tests.support.helm import ROOT

SHOWN = {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "table", "tr", "td", "th", "pre"}
SHOWN |= {"blockquote", "strong", "em", "code", "img", "hr", "br", "a"}


def build_site(root: Path, into: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of a checkout, as `make site` does."""
    command = [str(ROOT / ".venv/bin/mkdocs"), "build", "--strict", "--site-dir", str(into)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(command, cwd=root, env=env, capture_output=True, text=True)


def site_file(page: str) -> str:
    """The file of a page, by its path in the repository."""
    if page.endswith("README.md"):
        return page.removesuffix("README.md") + "index.html"
    return page.removesuffix(".md") + "/index.html"


def small_checkout(folder: Path, pages: dict[str, str], nav: list[str]) -> None:
    """A checkout with what builds the site, and with pages of the test."""
    shutil.copytree(ROOT / "ci", folder / "ci", ignore=shutil.ignore_patterns("*.md"))
    (folder / ".tools").mkdir()
    (folder / ".tools" / "mermaid.js").write_text("")
    (folder / "docs").mkdir()
    kept = [line for line in (ROOT / "mkdocs.yml").read_text().splitlines() if "watch:" not in line]
    start = kept.index("nav:")
    end = kept.index("", start)
    kept[start + 1 : end] = [f"  - {page}" for page in nav]
    (folder / "mkdocs.yml").write_text("\n".join(kept) + "\n")
    for path, text in pages.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


class Parts(HTMLParser):
    """How many elements of each kind a page shows, its anchors, and its text without spaces."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.count: collections.Counter[str] = collections.Counter()
        self.anchors: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # The theme's own links at headings.
        if tag in SHOWN and given.get("class") != "headerlink":
            self.count[tag] += 1
        if id := given.get("id"):
            self.anchors.add(id)

    def handle_data(self, data: str) -> None:
        self.text += "".join(data.replace("¶", "").split())


def article(page: str) -> str:
    """The part of a page that its Markdown makes."""
    start = page.index("<article")
    return page[start : page.index("</article>")]
