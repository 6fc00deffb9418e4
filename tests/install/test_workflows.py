""".github/workflows: GitHub never ran them; actionlint reads them, and each command in them is one that a test runs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.helm import ROOT

FOLDER = ROOT / ".github" / "workflows"
LINTER = ROOT / ".tools" / "actionlint"
RELEASE: dict[str, Any] = yaml.safe_load((FOLDER / "release.yml").read_text())


def lint(*files: Path) -> subprocess.CompletedProcess[str]:
    if not LINTER.exists():
        pytest.skip("no actionlint: run make tools")
    return subprocess.run(
        [LINTER, "-no-color", *files], cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def steps(job: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = RELEASE["jobs"][job]["steps"]
    return found


def test_actionlint_finds_nothing() -> None:
    done = lint(*sorted(FOLDER.iterdir()))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("runs-on:", "runs-no:", "unexpected key"),
        ("github.ref_name", "github.ref_nam", "not defined"),
        ('"$GITHUB_ACTOR"', "$GITHUB_ACTOR", "SC2086"),
    ],
)
def test_actionlint_finds_what_is_wrong(old: str, new: str, finding: str, tmp_path: Path) -> None:
    broken = tmp_path / "release.yml"
    text = (FOLDER / "release.yml").read_text().replace("github.token", "github.ref_name")
    assert old in text
    broken.write_text(text.replace(old, new))
    assert finding in lint(broken).stdout


def test_actions_are_pinned_to_a_commit() -> None:
    for file in FOLDER.iterdir():
        for action in re.findall(r"uses: (.*)", file.read_text()):
            assert re.fullmatch(r"\S+@[0-9a-f]{40} # v[\d.]+", action), action


def test_each_job_may_only_do_what_it_does() -> None:
    writes = {
        name: [what for what, access in job["permissions"].items() if access == "write"]
        for name, job in RELEASE["jobs"].items()
    }
    assert writes == {
        "files": ["contents"],
        "chart": ["packages"],
        "image": ["packages"],
        "python": ["id-token"],
    }
    assert RELEASE["permissions"] == {"contents": "read"}


def test_the_jobs_run_scripts_that_exist() -> None:
    """And targets of the Makefile."""
    makefile = (ROOT / "Makefile").read_text()
    commands = "\n".join(step.get("run", "") for job in RELEASE["jobs"] for step in steps(job))
    for target in re.findall(r"\bmake ([\w-]+)", commands):
        assert f"\n{target}:" in makefile
    scripts = set(re.findall(r"\bci/[\w/-]+", commands))
    assert scripts == {"ci/tools", "ci/e2e-tools", "ci/release", "ci/image/build"}
    assert all((ROOT / script).exists() for script in scripts)


def test_a_release_starts_by_the_tag_of_a_version() -> None:
    """`on` is a boolean for YAML 1.1."""
    started = RELEASE[True]["push"]  # type: ignore[index]
    assert started == {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}
