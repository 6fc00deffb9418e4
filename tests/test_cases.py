"""Golden cases: a folder each under cases/<mode>/, whose name is the sentence it proves.

case.yaml     about: why a user cares; release, namespace and flags where they are not the usual
values.yaml   what the user writes for the chart, rendered by real Helm; or
input.yaml    a stream that did not come from the chart; settings.yaml: what --settings then says
output.yaml   what leaves the post-renderer, byte for byte; or error.txt: what it says instead
explain.txt   what `eck-mesh explain` says

`make golden` rewrites output.yaml, error.txt and explain.txt; a file that no test reads is a failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eck_mesh.manifests.lock import LOCK
from tests.support.cases import CASES, FILES, FOLDERS, OF_CHART, Case, name
from tests.support.helm import Helm
from tests.support.streams import by_id


def eck_mesh(*arguments: str, stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "eck_mesh", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_filter_explain_and_twice(folder: Path, helm3: Helm, tmp_path: Path) -> None:
    case = Case(folder)
    stdin = case.input(helm3)
    done = eck_mesh(*case.flags, stdin=stdin)
    if done.returncode:
        assert (done.returncode, done.stdout) == (1, "")
        case.expects("error.txt", done.stderr)
        return
    case.expects("output.yaml", done.stdout)
    explained = eck_mesh("explain", *case.flags, stdin=stdin)
    assert explained.returncode == 0, explained.stderr
    case.expects("explain.txt", explained.stdout)
    again = eck_mesh(*again_with(case, stdin, tmp_path), stdin=done.stdout)
    assert (again.returncode, again.stdout) == (0, done.stdout), "the second run changes nothing"


def again_with(case: Case, stdin: str, tmp_path: Path) -> list[str]:
    """The flags of the second run. Its input is no longer locked: the settings come by a file, so that it does the whole
    work again. Where resources differ among themselves one file cannot say it: it then runs as Helm would, without."""
    if LOCK not in stdin:
        return case.flags
    values = case.values or {}
    entries = [
        e
        for section in ("elasticsearch", "kibana", "apmServer")
        for e in values.get(section, {}).values()
    ]
    if case.values is None or any("mesh" in entry for entry in entries):
        return []
    (tmp_path / "mesh.yaml").write_text(json.dumps(values["mesh"]))
    return [f"--settings={tmp_path}/mesh.yaml", f"--namespace={case.namespace}"]


@pytest.mark.parametrize("folder", OF_CHART, ids=name)
def test_the_same_through_helm(folder: Path, helm: Helm) -> None:
    """Both shapes of a stream, Helm 3's and Helm 4's, end in the same objects; a refusal is seen under both."""
    case = Case(folder)
    done = helm.template(
        *helm.post_renderer(*case.flags),
        release=case.release,
        namespace=case.namespace,
        values=case.values,
        check=False,
    )
    if (folder / "error.txt").exists():
        assert done.returncode == 1
        assert done.stdout == ""
        for line in (folder / "error.txt").read_text().splitlines():
            assert line in done.stderr
        return
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id((folder / "output.yaml").read_text())


def test_no_file_is_left_that_no_test_reads() -> None:
    strays = [
        path
        for path in CASES.rglob("*")
        if path.is_file() and (path.name not in FILES or path.parent not in FOLDERS)
    ]
    assert not strays


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_a_case_is_whole(folder: Path) -> None:
    names = {path.name for path in folder.iterdir()}
    assert len(names & {"values.yaml", "input.yaml"}) == 1
    assert names >= {"output.yaml", "explain.txt"} or "error.txt" in names
