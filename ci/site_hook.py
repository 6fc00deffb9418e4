"""MkDocs makes the documentation site of the repository's pages with this hook (mkdocs.yml).

https://www.mkdocs.org/user-guide/configuration/#hooks
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).resolve().parent))
from site_links import with_site_links
from site_markdown import GithubMarkdown
from site_pages import ROOT, nav, nav_problems, pages, pictures

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

MERMAID = ROOT / ".tools" / "mermaid.js"
# A table of contents with more entries shows its first level only.
MOST_ENTRIES = 60


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Refuse a nav that does not list each page; read pages and name anchors as GitHub does."""
    pages.cache_clear()  # `mkdocs serve` builds again and again
    pictures.cache_clear()
    if problems := list(nav_problems(nav(), pages())):
        raise Abort("\n".join(problems))
    if not MERMAID.exists():
        raise Abort("Mermaid is not here: run ci/tools mermaid.js, which needs npm")
    config.markdown_extensions.append(GithubMarkdown())  # type: ignore[arg-type]
    config.mdx_configs["toc"]["slugify"] = anchor
    return config


def anchor(heading: str, _: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """The files of the theme; pages and pictures, by their paths in the repository; Mermaid."""
    kept = [file for file in files if not file.src_uri.endswith((".md", ".svg"))]
    sources = {path: ROOT / path for path in [*pages(), *pictures()]}
    sources["assets/mermaid.js"] = MERMAID
    for path, source in sources.items():
        kept.append(File.generated(config, path, abs_src_path=str(source)))
    return Files(kept)


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Links as the site needs them."""
    return with_site_links(markdown, page.file.src_uri)


def on_page_context(context: dict[str, Any], page: Page, **_: Any) -> dict[str, Any]:
    """What the theme must know of the page."""
    context["has_mermaid"] = '<pre class="mermaid">' in (page.content or "")
    context["long_toc"] = (page.content or "").count("<h") > MOST_ENTRIES
    return context
