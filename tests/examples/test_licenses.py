"""The licenses that ci/licenses.yaml lists for programs are those in their modules."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import yaml

from tests.support.helm import ROOT

# What the first lines of each license have.
TITLES = {
    "Apache-2.0": "Apache License Version 2.0",
    "Elastic-2.0": "Elastic License 2.0",
    "MIT": "Permission is hereby granted, free of charge",
}


def title(folder: Path) -> str:
    """The first words of a module's license."""
    (file,) = (path for path in folder.iterdir() if path.is_file() and "LICENSE" in path.name)
    return " ".join(file.read_text().split())[:300]


def test_each_module_has_the_license_that_is_listed() -> None:
    table = yaml.safe_load((ROOT / "ci" / "licenses.yaml").read_text())["programs"]
    beds = runpy.run_path(str(ROOT / "ci" / "e2e-tools"))
    keys = {one.path: one.version for one in (*beds["CLUSTER"], *beds["EXAMPLES"])} | beds["FILES"]
    folders = json.loads((ROOT / ".tools" / "modules.json").read_text())
    assert folders.keys() == keys.keys()
    for path, folder in folders.items():
        listed = table[keys[path].removesuffix("_VERSION")]
        assert TITLES[listed] in title(Path(folder)), path
