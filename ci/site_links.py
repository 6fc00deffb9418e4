"""Where the links of the documentation site lead.

Pages keep their paths in the repository, so a relative link between two pages is right on GitHub
and on the site. A link to another file of the repository leads to GitHub.
"""

from __future__ import annotations

import posixpath
import re

from site_pages import ROOT, pages, pictures

HOME = "https://github.com/eck-mesh/eck-mesh"
FENCE = re.compile(r"(?ms)^ *(`{3,}|~{3,}).*?^ *\1[`~]*$")
LINK = re.compile(r"(?<=\]\()([^)\s]+)(?=\))")
OF_HOME = re.compile(rf"{re.escape(HOME)}/(?:blob|tree)/main/([^#?]+)")


def with_site_links(text: str, page: str) -> str:
    """The text of a page with its links as the site needs them; blocks of code stay."""
    parts, last = [], 0
    for fence in FENCE.finditer(text):
        parts += [_linked(text[last : fence.start()], page), fence[0]]
        last = fence.end()
    return "".join([*parts, _linked(text[last:], page)])


def _linked(text: str, page: str) -> str:
    return LINK.sub(lambda found: site_link(found[1], page), text)


def site_link(link: str, page: str) -> str:
    """One link of a page.

    MkDocs refuses a relative link to a file that does not exist, or with an anchor to what is no
    page; so both stay relative, and links to the project's home become so.
    """
    path, hash_, anchor = link.partition("#")
    at_home = OF_HOME.match(path)
    if not path or (":" in path and not at_home):
        return link
    here = posixpath.dirname(page)
    target = posixpath.normpath(at_home[1] if at_home else posixpath.join(here, path))
    for one in (target, posixpath.join(target, "README.md")):
        if one in pages() or one in pictures():
            return posixpath.relpath(one, here or ".") + hash_ + anchor
    if anchor or not (ROOT / target).exists():
        return posixpath.relpath(target, here or ".") + hash_ + anchor
    return f"{HOME}/{'tree' if (ROOT / target).is_dir() else 'blob'}/main/{target}"
