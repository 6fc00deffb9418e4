"""Bills of materials, the provenance and the table of licenses: they are valid, and say what is in the archives."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from eck_mesh import __version__
from tests.support.clone import Clone
from tests.support.helm import ROOT
from tests.support.release import ARCHIVES, CHART, PLUGIN, STATEMENT, WHEEL, ZIPAPP, document


@pytest.mark.parametrize("name", ARCHIVES)
def test_each_archive_has_a_valid_bill_of_materials(release: Clone, name: str) -> None:
    bill = document(release, f"{name}.cdx.json")
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(json.dumps(bill)) is None
    assert validator.validate_str(json.dumps({**bill, "components": [{"name": "a"}]})) is not None
    about = bill["metadata"]["component"]
    assert about["version"] == __version__
    sha256 = hashlib.sha256((release.dist / name).read_bytes()).hexdigest()
    assert about["hashes"] == [{"alg": "SHA-256", "content": sha256}]
    references = [one["bom-ref"] for one in bill["components"]]
    assert bill["dependencies"][0] == {"ref": "eck-mesh", "dependsOn": references}


@pytest.mark.parametrize("name", [ZIPAPP, PLUGIN])
def test_the_bill_lists_what_the_zipapp_bundles(release: Clone, name: str) -> None:
    archive = zipfile.ZipFile(release.dist / ZIPAPP)
    metadata = [path for path in archive.namelist() if path.endswith(".dist-info/METADATA")]
    found = [
        re.findall(r"(?m)^(?:Name|Version): (.*)$", archive.read(m).decode()) for m in metadata
    ]
    bill = document(release, f"{name}.cdx.json")
    listed = [(one["name"], one["version"]) for one in bill["components"]]
    assert sorted(listed) == sorted((name.lower(), number) for number, name in map(sorted, found))
    assert bill["compositions"][0]["aggregate"] == "complete"
    licenses = yaml.safe_load((ROOT / "ci" / "licenses.yaml").read_text())["packages"]
    for one in bill["components"]:
        assert one["licenses"] == [{"license": {"id": licenses[one["name"]]}}]


def test_the_bill_lists_copies_of_packages_inside_others(release: Clone) -> None:
    """jsonpath-ng has one of PLY; its folder says which version."""
    archive = zipfile.ZipFile(release.dist / ZIPAPP)
    folders = [path for path in archive.namelist() if path.endswith("/_ply/__init__.py")]
    texts = [archive.read(folder).decode() for folder in folders]
    found = [("ply", re.findall(r"__version__ = '(.*)'", text)[0]) for text in texts]
    bill = document(release, f"{ZIPAPP}.cdx.json")
    inner = [one for part in bill["components"] for one in part.get("components", [])]
    assert [(one["name"], one["version"]) for one in inner] == found != []
    assert {part["name"] for part in bill["components"] if "components" in part} == {"jsonpath-ng"}
    assert not [path for path in archive.namelist() if "vendor" in path]


def test_the_bill_of_the_wheel_lists_what_pip_installs(release: Clone) -> None:
    archive = zipfile.ZipFile(release.dist / WHEEL)
    (metadata,) = (path for path in archive.namelist() if path.endswith(".dist-info/METADATA"))
    required = re.findall(r"(?m)^Requires-Dist: (.*)$", archive.read(metadata).decode())
    bill = document(release, f"{WHEEL}.cdx.json")
    listed = [text["value"] for one in bill["components"] for text in one["properties"]]
    assert sorted(listed) == sorted(required)
    assert all("version" not in one for one in bill["components"])
    assert bill["compositions"][0]["aggregate"] == "incomplete"
    assert document(release, f"{CHART}.cdx.json")["components"] == []


def test_the_provenance_names_the_commit_every_file_and_the_tools(release: Clone) -> None:
    statement = document(release, STATEMENT)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert statement["predicateType"] == "https://slsa.dev/provenance/v1"
    stated = {one["name"]: one["digest"]["sha256"] for one in statement["subject"]}
    summed = [line.split("  ") for line in (release.dist / "SHA256SUMS").read_text().splitlines()]
    assert stated == {name: sha256 for sha256, name in summed if name != STATEMENT}
    definition = statement["predicate"]["buildDefinition"]
    source, *packages = definition["resolvedDependencies"]
    assert source["digest"] == {"gitCommit": release.git("rev-parse", "HEAD")}
    assert len(packages) == len(document(release, f"{ZIPAPP}.cdx.json")["components"])
    assert definition["internalParameters"]["hatchling"] == version("hatchling")


@pytest.mark.parametrize(
    ("file", "before", "after", "problem"),
    [
        ("licenses.yaml", "  click: BSD-3-Clause\n", "", "packages: add click"),
        ("licenses.yaml", "  click:", "  clock: MIT\n  click:", "packages: remove clock"),
        ("licenses.yaml", "  click: BSD-3-Clause", "  click: MIT", "click: its metadata says"),
        ("licenses.yaml", "GPL-3.0-or-later, ", "", "yamllint: GPL-3.0-or-later is not allowed"),
        ("licenses.yaml", "  click: BSD-3-Clause", "  click: Beer", "is no SPDX expression"),
        ("licenses.yaml", "shipped: [Apache-2.0, ", "shipped: [", "jsonpath-ng: Apache-2.0 is not"),
        ("licenses.yaml", "license: BSD-3-Clause", "license: GPL-2.0-only", "copies: ply: GPL-2.0"),
        ("zipapp.txt", "lib click==", "lib hypothesis==", "hypothesis: MPL-2.0 is not allowed"),
        ("versions.env", "KWOK_VERSION=", "KWEK_VERSION=", "programs: add KWEK"),
        ("requirements.lock", "cfgv==", "strange==", "packages: add strange"),
    ],
)
def test_a_license_that_nobody_has_read_is_an_error(
    file: str, before: str, after: str, problem: str, tmp_path: Path
) -> None:
    """Nor is one that is read, but not allowed."""
    for name in "ci/licenses", "ci/licenses.yaml", "ci/zipapp.txt", "ci/versions.env":
        copied(name, tmp_path)
    for name in "ci/requirements.lock", "postrenderer/pyproject.toml":
        copied(name, tmp_path)
    assert licenses(tmp_path) == (0, "")
    text = (tmp_path / "ci" / file).read_text()
    assert before in text
    (tmp_path / "ci" / file).write_text(text.replace(before, after, 1))
    status, printed = licenses(tmp_path)
    assert status == 1
    assert problem in printed


def copied(name: str, folder: Path) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    shutil.copy(ROOT / name, folder / name)


def licenses(folder: Path) -> tuple[int, str]:
    """The exit status of `ci/licenses`, and what it prints."""
    done = subprocess.run(
        [sys.executable, folder / "ci" / "licenses"], capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stderr
