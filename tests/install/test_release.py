"""`make package` (ci/release): the same commit gives the same bytes. tests/examples/test_release.py pushes and signs them."""

from __future__ import annotations

import hashlib
import os
import tarfile
import time
from pathlib import Path

import pytest

from eck_mesh import __version__
from tests.support.clone import Clone
from tests.support.helm import binary

PACKAGE = f"dist/eck-mesh-{__version__}.tgz"


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path / "clone")


def packaged(clone: Clone) -> str:
    """The sha256 of the package, as ci/release prints it and as it is."""
    done = clone.release("package")
    assert done.returncode == 0, done.stderr
    printed, name = done.stdout.split()
    assert name == PACKAGE
    assert printed == hashlib.sha256((clone.folder / PACKAGE).read_bytes()).hexdigest()
    return printed


def test_two_clones_of_a_commit_give_the_same_bytes(clone: Clone, tmp_path: Path) -> None:
    """At other times, with other times of the files, and with files beside them that no commit has."""
    first = packaged(clone)
    time.sleep(1.1)
    other = Clone(tmp_path / "other")
    for path in other.folder.rglob("*.yaml"):
        os.utime(path, (1, 1))
    (other.folder / "templates" / "scratch.yaml").write_text("a: b")
    (other.folder / "files" / "kinds" / "scratch.yaml").write_text("a: b")
    assert packaged(other) == first
    assert packaged(clone) == first, "nor does a second run differ"
    times = {(one.folder / PACKAGE).stat().st_mtime for one in (clone, other)}
    assert len(times) == 1, "helm push writes it into the manifest of the registry"


def test_another_commit_gives_other_bytes(clone: Clone) -> None:
    before = packaged(clone)
    with (clone.folder / "values.yaml").open("a") as file:
        file.write("# more\n")
    clone.commit()
    assert packaged(clone) != before


def test_the_package_has_the_chart_only(clone: Clone) -> None:
    packaged(clone)
    with tarfile.open(clone.folder / PACKAGE) as archive:
        top = {name.split("/")[1] for name in archive.getnames()}
    chart = {"Chart.yaml", "values.yaml", "values.schema.json", "templates", "files"}
    assert top - {".helmignore"} == chart | {"README.md", "LICENSE"}
    assert (
        clone.folder / PACKAGE
    ).stat().st_size < 200_000  # Helm stores it in the release's Secret


def test_what_is_not_committed_is_not_packaged(clone: Clone) -> None:
    with (clone.folder / "values.yaml").open("a") as file:
        file.write("# more\n")
    done = clone.release("package")
    assert done.returncode == 1
    assert "there are changes that are not committed" in done.stderr


def test_helm_3_is_refused(clone: Clone) -> None:
    done = clone.release("package", HELM=binary(3))
    assert done.returncode == 1
    assert "Helm 3 writes the present time into the package" in done.stderr


@pytest.mark.parametrize("words", [[], ["pack"], ["push"], ["package", "a"], ["push", "a", "b"]])
def test_other_words_print_the_usage(clone: Clone, words: list[str]) -> None:
    done = clone.release(*words)
    assert done.returncode == 2
    assert done.stderr.count("ci/release ") == 3


@pytest.mark.parametrize(
    ("tag", "problem"),
    [
        ("", f"no section '## [{__version__}] - DATE'"),
        ("v9.0.0", f"version {__version__} in Chart.yaml is older than the tag v9.0.0"),
    ],
)
def test_only_a_version_that_is_to_be_released_is_pushed(
    clone: Clone, tag: str, problem: str
) -> None:
    """Neither Helm nor cosign runs before that."""
    if tag:
        changelog = clone.folder / "CHANGELOG.md"
        heading = f"## [{__version__}] - 2026-01-02"
        changelog.write_text(changelog.read_text().replace("## [Unreleased]", heading))
        clone.commit()
        clone.git("tag", "v0.0.1")
        clone.git("tag", tag)
    done = clone.release("push", "registry.example.com", HELM="/none", COSIGN="/none")
    assert done.returncode == 1
    assert problem in done.stderr
