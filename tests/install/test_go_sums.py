"""ci/go.sum: the Go modules that this project builds and reads are what somebody has looked at."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.helm import ROOT

SUMS = (ROOT / "ci" / "go.sum").read_text()
VERSIONS = dict(re.findall(r"(?m)^(\w+)=(\S+)$", (ROOT / "ci" / "versions.env").read_text()))
MODULE = ("github.com/yannh/kubeconform", VERSIONS["KUBECONFORM_VERSION"])


def used() -> set[tuple[str, str]]:
    """The modules of ci/tools and ci/e2e-tools, with their versions."""
    beds = runpy.run_path(str(ROOT / "ci" / "e2e-tools"))
    found = {(one.path, VERSIONS[one.version]) for one in (*beds["CLUSTER"], *beds["EXAMPLES"])}
    found |= {(path, VERSIONS[name]) for path, name in beds["FILES"].items()}
    tools = (ROOT / "ci" / "tools").read_text()
    for path, name in re.findall(r'(?:source_file|program) \S+ (\S+/\S+) "\$(\w+)"', tools):
        found.add((path, VERSIONS[name]))
    helms = [VERSIONS[f"HELM{major}_{age}"] for major in "34" for age in ("VERSION", "OLDEST")]
    for version in (*helms, *VERSIONS["HELM_COMPAT"].split(",")):
        found.add((f"helm.sh/helm/{version.partition('.')[0]}", version))
    return found


def test_every_module_has_its_sums_and_none_is_left_over() -> None:
    lines = [line.split() for line in SUMS.splitlines()]
    assert {(path, version) for path, version, _ in lines if "/go.mod" not in version} == used()
    assert {(path, version) for path, version, _ in lines if "/go.mod" in version} == {
        (path, f"{version}/go.mod") for path, version in used()
    }
    assert all(re.fullmatch(r"h1:[\w+/]{43}=", sum_) for *_, sum_ in lines)


@pytest.fixture
def ci(tmp_path: Path) -> Path:
    """A folder with the script and its sums."""
    if not shutil.which("go"):
        pytest.skip("no Go on this machine")
    for name in "go-module", "go.sum":
        shutil.copy(ROOT / "ci" / name, tmp_path)
    return tmp_path


def downloaded(ci: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ci / "go-module", *MODULE],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_module_with_its_sum_is_downloaded(ci: Path) -> None:
    done = downloaded(ci)
    assert done.returncode == 0, done.stderr
    assert (Path(done.stdout.strip()) / "cmd" / "kubeconform").is_dir()
    assert (ci / "go.sum").read_text() == SUMS


def test_a_module_with_another_content_is_refused(ci: Path) -> None:
    right = next(line for line in SUMS.splitlines() if line.startswith(" ".join(MODULE)))
    wrong = f"{' '.join(MODULE)} h1:{'A' * 43}="
    (ci / "go.sum").write_text(SUMS.replace(right, wrong))
    done = downloaded(ci)
    assert (done.returncode, done.stdout) == (1, "")
    assert "checksum mismatch" in done.stderr


def test_a_module_that_nobody_has_looked_at_is_refused_until_it_is_recorded(ci: Path) -> None:
    others = [line for line in SUMS.splitlines() if not line.startswith(MODULE[0])]
    (ci / "go.sum").write_text("\n".join(others) + "\n")
    done = downloaded(ci)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"ci/go.sum does not have {' '.join(MODULE)}. Run the command again" in done.stderr
    assert downloaded(ci, GO_SUM="record").returncode == 0
    assert (ci / "go.sum").read_text() == SUMS


def test_it_says_if_go_compares_no_other_sums(ci: Path) -> None:
    assert "GOSUMDB is off" in downloaded(ci, GOSUMDB="off").stderr
    assert "GOSUMDB" not in downloaded(ci).stderr
