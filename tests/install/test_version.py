"""`ci/version`: chart and program have one version; a release with two is refused, and its notes are those of the CHANGELOG."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eck_mesh import __version__
from tests.support.clone import Clone
from tests.support.helm import ROOT
from tests.support.release import assert_made

FILES = [
    "Chart.yaml",
    "postrenderer/plugin.yaml",
    "postrenderer/pyproject.toml",
    "postrenderer/eck_mesh/__init__.py",
    "examples/argocd/application.yaml",
    "examples/argocd/sidecar.yaml",
    "examples/flux/base/stack.yaml",
    "examples/flux/ci/github.yaml",
]


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def version(clone: Clone, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "ci/version", *words],
        cwd=clone.folder,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_this_checkout_has_one_version(clone: Clone) -> None:
    done = version(clone)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_another_version_is_named(clone: Clone, name: str) -> None:
    file = clone.folder / name
    file.write_text(file.read_text().replace(__version__, "7.7.7"))
    done = version(clone)
    assert (done.returncode, done.stdout) == (1, "")
    assert ("7.7.7" in done.stderr, name in done.stderr) == (True, True)


@pytest.mark.parametrize("text", [f"{__version__}-rc.1", f"{__version__}.1", ""])
def test_a_version_of_another_form_is_none(clone: Clone, text: str) -> None:
    """The chart would have one, and pip another way to write it."""
    plugin = clone.folder / "postrenderer" / "plugin.yaml"
    plugin.write_text(plugin.read_text().replace(__version__, text))
    assert "plugin.yaml has version none" in version(clone).stderr


def test_a_tag_of_another_version_is_refused(clone: Clone) -> None:
    clone.git("tag", f"v{__version__}")
    assert version(clone).returncode == 0
    clone.git("tag", "v7.7.7")
    refused = f"The tag of this commit is v7.7.7, and Chart.yaml has version {__version__}."
    assert refused in version(clone).stderr
    done = clone.release("package")
    assert (done.returncode, refused in done.stderr) == (1, True)
    assert not clone.dist.exists()


@pytest.mark.parametrize("words", [["1.2"], ["v1.2.3"], ["1.2.3-rc.1"], ["1.2.3", "4"], ["--help"]])
def test_other_words_print_the_usage(clone: Clone, words: list[str]) -> None:
    done = version(clone, *words)
    assert done.returncode == 2
    assert done.stderr.count("ci/version ") == 2
    assert not clone.git("status", "--porcelain")


def test_one_command_writes_another_version_and_a_release_has_it(clone: Clone) -> None:
    """Also in the file names, in what the program prints, and in the notes."""
    assert version(clone, "0.2.0").stdout == "0.2.0\n"
    assert clone.git("diff", "--name-only").split() == sorted(["CHANGELOG.md", *FILES])
    changed = clone.git("diff", "--numstat").splitlines()
    assert {line.rpartition("\t")[0] for line in changed} == {"1\t1"}
    heading = re.findall(r"(?m)^## .*", (clone.folder / "CHANGELOG.md").read_text())[0]
    assert re.fullmatch(r"## \[0\.2\.0\] - \d{4}-\d\d-\d\d", heading)
    clone.commit()
    assert "eck_mesh-0.2.0-py3-none-any.whl" in assert_made(clone)
    printed = subprocess.run(
        [clone.dist / "eck-mesh", "--version"], capture_output=True, text=True, timeout=60
    )
    assert printed.stdout == "eck-mesh, version 0.2.0\n"
    assert "pip install eck-mesh==0.2.0" in (clone.dist / "NOTES.md").read_text()


def test_the_notes_are_the_section_of_the_version(clone: Clone) -> None:
    """A newer section, and an older one, are not in them; links lead to the files of this version."""
    changelog = clone.folder / "CHANGELOG.md"
    changelog.write_text(
        "# Changelog\n\n## [Unreleased]\n\n### Added\n\n* Newer.\n\n"
        f"## [{__version__}] - 2026-01-02\n\n### Added\n\n* This ([page](docs/a.md#b), [web](https://c.example)).\n\n"
        "## [0.0.1] - 2026-01-01\n\n### Added\n\n* Older.\n"
    )
    clone.commit()
    assert_made(clone)
    notes = (clone.dist / "NOTES.md").read_text()
    site = f"https://github.com/eck-mesh/eck-mesh/blob/v{__version__}"
    assert f"* This ([page]({site}/docs/a.md#b), [web](https://c.example)).\n" in notes
    assert "er." not in notes.partition("### Added")[2]
    for name in re.findall(rf"{re.escape(site)}/([\w./]+)", notes.partition("### Added")[0]):
        assert (ROOT / name).exists(), name
    chart = yaml.safe_load((ROOT / "Chart.yaml").read_text())
    assert f"--version {chart['version']} " in notes
