"""Links, names of tests and versions in the documentation are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eck_mesh.messages.catalogue import MESSAGES
from tests.support.helm import ROOT
from tests.support.home import HOME, file_of

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/*/README.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
ID = re.compile(r"\[([a-z]+(?:-[a-z]+)+)\](?!\()")  # [stale-plan], but not [a-link](…)
# The pages that say how each statement is known.
MEASURED = ("ambient", "clients", "mesh", "running-release", "sidecars", "traffic")
CODE_BLOCK = re.compile(r"(?ms)^```.*?^```")


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of a page."""
    text = CODE_BLOCK.sub("", page.read_text())
    found = set()
    for heading in re.findall(r"(?m)^#+ (.*)$", text):
        found.add(re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-"))
    return found


def links(page: Path) -> list[str]:
    """The links of a page that lead to a file of this repository or to a heading, relative ones and
    those that begin with the project's home."""
    found = LINK.findall(page.read_text())
    return [link for link in found if "://" not in link or link.startswith(HOME)]


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def broken_links(page: Path) -> list[str]:
    """Those links of a page that lead to nothing."""
    broken = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = file_of(link) if link.startswith(HOME) else page.parent / path if path else page
        if not (target and target.exists()) or (anchor and anchor not in anchors(target)):
            broken.append(link)
    return broken


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    assert broken_links(page) == []


def test_each_link_of_the_readme_leads_out_of_the_package() -> None:
    """Artifact Hub shows the README, and Helm's package has no other page."""
    found = LINK.findall((ROOT / "README.md").read_text())
    assert len(found) > 30
    assert [link for link in found if not link.startswith("https://")] == []
    assert len((ROOT / "README.md").read_text().splitlines()) <= 140


def test_a_broken_link_would_be_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    right = ["page.md#one-heading", f"{HOME}/blob/main/README.md#eck-mesh", f"{HOME}/issues", HOME]
    wrong = ["page.md#none", "none.md", f"{HOME}/blob/main/none.md", f"{HOME}/wiki"]
    wrong += [f"{HOME}/blob/main/README.md#none", f"{HOME}/tree/main/README.md"]
    page.write_text("# One heading\n" + " ".join(f"[a]({link})" for link in [*right, *wrong]))
    assert broken_links(page) == wrong


def test_each_test_that_the_docs_name_exists() -> None:
    rooms = [ROOT / "tests" / name for name in ("cluster", "elasticsearch")]
    found = [path for room in rooms for path in room.rglob("*.py")]
    code = "\n".join(path.read_text() for path in found)
    files = {path.stem for path in found}
    pages = [ROOT / "docs" / f"{page}.md" for page in MEASURED]
    named = {one for page in pages for one in re.findall(r"\btest_\w+", page.read_text())}
    assert len(named) > 25
    assert [one for one in named if one not in files and f"def {one}" not in code] == []


def test_the_readme_names_the_versions_that_the_tests_run() -> None:
    versions = dict(re.findall(r"(?m)^(\w+)=v?(\S+)$", (ROOT / "ci/versions.env").read_text()))
    text = (ROOT / "README.md").read_text()
    table = text.partition("## Compatibility")[2].partition("\n## ")[0]
    for program in "HELM3", "HELM4", "KUBERNETES", "ECK":
        assert re.search(rf"(?<![\d.]){re.escape(versions[f'{program}_VERSION'])}(?![\d.])", table)


def test_the_glossary_stays_short() -> None:
    rows = re.findall(r"(?m)^\| \*\*(.+?)\*\* \|", (ROOT / "docs" / "glossary.md").read_text())
    assert 10 <= len(rows) <= 15


def test_each_message_id_that_the_docs_name_exists() -> None:
    templates = "\n".join(path.read_text() for path in ROOT.glob("templates/**/*.tpl"))
    printed = {*MESSAGES, *ID.findall(templates)}
    named = {
        (name(page), id)
        for page in PAGES
        for id in ID.findall(CODE_BLOCK.sub("", page.read_text()))
    }
    assert len(named) >= 3
    assert [one for one in named if one[1] not in printed] == []
