"""ct.yaml makes chart-testing check this chart, with each Helm."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.support.helm import ROOT, Helm, binary

CT = ROOT / ".tools" / "ct"
SCHEMA = ROOT / ".tools" / "ct-chart-schema.yaml"  # which the image of chart-testing has in /etc/ct


def ct(*words: str, folder: Path, helm: str = "") -> subprocess.CompletedProcess[str]:
    """One call of ct, with Helm, yamllint and yamale on PATH."""
    if not CT.exists():
        pytest.skip("ct is not here: ci/tools ct, which needs Go")
    programs = folder.parent / "bin"
    programs.mkdir(exist_ok=True)
    if helm:
        (programs / "helm").symlink_to(helm)
    path = f"{programs}:{ROOT}/.venv/bin:{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "CT_CHART_YAML_SCHEMA": str(SCHEMA)}
    return subprocess.run(
        [str(CT), *words], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What ct reads, as a git repository."""
    made = tmp_path / "checkout"
    leave_out = shutil.ignore_patterns(".*", "tests", "postrenderer", "docs", "examples", "dist")
    shutil.copytree(ROOT, made, ignore=leave_out)
    shutil.copytree(ROOT / "templates" / "tests", made / "templates" / "tests")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in ["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "a"]:
        subprocess.run([*git, *words], cwd=made, check=True)
    return made


def test_ct_lints_the_chart_with_each_values_file(helm: Helm, checkout: Path) -> None:
    done = ct("lint", "--config=ct.yaml", folder=checkout, helm=binary(helm.major))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "All charts linted successfully" in done.stdout
    for values in (ROOT / "ci").glob("*-values.yaml"):
        assert f'Linting chart with values file "ci/{values.name}"' in done.stdout


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("ci/default-values.yaml", "kibana: {default: {cuont: 1}}", "cuont"),
        ("Chart.yaml", "maintained: true", "maintained"),
        ("values.yaml", "x-a:    1", "too many spaces after colon"),
    ],
)
def test_ct_sees_a_mistake(file: str, line: str, problem: str, checkout: Path) -> None:
    with (checkout / file).open("a") as opened:
        opened.write(f"{line}\n")
    helm, told = binary(4), ""
    for _ in range(
        3
    ):  # ct may lose the last lines of a program: it waits for its end before it has read all
        done = ct("lint", "--config=ct.yaml", folder=checkout, helm=helm)
        assert done.returncode != 0
        told, helm = told + done.stdout + done.stderr, ""
        if problem in told:
            break
    assert problem in told


def test_each_key_of_ct_yaml_is_a_flag_of_ct(tmp_path: Path) -> None:
    """ct ignores others in silence."""
    folder = tmp_path / "empty"
    folder.mkdir()
    told = [ct(command, "--help", folder=folder).stdout for command in ("lint", "install")]
    flags = set(re.findall(r"(?m)^\s+--([a-z-]+) ", "".join(told)))
    assert yaml.safe_load((ROOT / "ct.yaml").read_text()).keys() <= flags
