"""Absolute links to the project's home, as files of this checkout."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support.helm import CHART, ROOT

HOME: str = CHART["home"]
# Pages of the home that are no files.
PAGES = ("", "/issues", "/commits/main", "/security/advisories/new", "/discussions")
RAW = HOME.replace("https://github.com/", "https://raw.githubusercontent.com/")
FILE = re.compile(rf"(?:{re.escape(HOME)}/(blob|tree)|({re.escape(RAW)}))/main/([^#?]+)")


def file_of(url: str) -> Path | None:
    """The file or folder that a link leads to, without its anchor; None if there is none.

    For a page of the home that is no file: the root of the checkout.
    """
    if url.partition("#")[0] in [HOME + page for page in PAGES]:
        return ROOT
    match = FILE.match(url)
    if not match:
        return None
    path = ROOT / match[3].rstrip("/")
    exists = path.is_dir() if match[1] == "tree" else path.is_file()
    return path if exists else None
