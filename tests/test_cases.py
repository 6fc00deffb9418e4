"""Golden cases: a folder each under cases/<mode>/, whose name is the sentence it proves.

case.yaml     about: why a user cares; release, namespace and flags where they are not the usual
values.yaml   what the user writes for the chart, rendered by real Helm; or
input.yaml    a stream that did not come from the chart; settings.yaml: what --settings then says
output.yaml   what leaves the post-renderer, byte for byte; or error.txt: what it says instead
explain.txt   what `eck-mesh explain` says
reach.txt     what `eck-mesh reach` shows, in some cases (tests/cluster proves the connections)

`make golden` rewrites output.yaml, error.txt, explain.txt and each reach.txt; a file that no test reads is a failure.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eck_mesh.marks import LOCK
from tests.support.cases import CASES, FILES, FOLDERS, OF_CHART, Case, Streams, name
from tests.support.helm import ROOT, Helm
from tests.support.inprocess import Answer, call
from tests.support.post_renderer import answering
from tests.support.streams import by_id

# One case for each shape of what comes in and what goes out: the real program gives what this process gives.
SHAPES = {
    "a stream of the chart": "strict/pods/the-three-resources-of-elastics-page",
    "with flags": "strict/pods/a-revision-and-another-cluster-domain",
    "a file for --settings": "plain-yaml/override-lays-a-settings-file-over-a-lock",
    "manifests that are not locked": "plain-yaml/two-releases-and-third-party-resources",
    "JSON": "plain-yaml/a-stream-of-json",
    "a List": "plain-yaml/a-list-with-third-party-objects",
    "with notes on stderr": "plain-yaml/an-unlocked-resource-beside-a-locked-one",
    "nothing locked": "disabled/a-plain-chart",
    "refused, of the chart": "refused/an-unknown-mode",
    "refused, with several problems": "refused/everything-that-would-make-strict-untrue",
    "no YAML": "refused/yaml-that-does-not-parse",
}
SHAPE_FOLDERS = [CASES / case for case in SHAPES.values()]


def start(*arguments: str, stdin: str) -> Answer:
    """`python -m eck_mesh` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "eck_mesh", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return Answer(done.stdout, done.stderr, done.returncode)


def refused(folder: Path) -> bool:
    return (folder / "error.txt").exists()


@pytest.mark.parametrize("folder", FOLDERS, ids=name)
def test_filter_explain_and_a_second_run(folder: Path, streams: Streams, tmp_path: Path) -> None:
    case = Case(folder)
    stdin = streams.of(case)
    out, err, status = call(*case.flags, stdin=stdin)
    if status:
        assert (out, status) == ("", 1)
        case.expects("error.txt", err)
        return
    case.expects("output.yaml", out)
    words, err, status = call("explain", *case.flags, stdin=stdin)
    assert (err, status) == ("", 0)
    case.expects("explain.txt", words)
    if (folder / "reach.txt").exists():
        table, err, status = call("reach", *case.flags, stdin=stdin)
        assert (err, status) == ("", 0)
        case.expects("reach.txt", table)
    again, err, status = call(*again_with(case, stdin, tmp_path), stdin=out)
    assert (again, status) == (out, 0), "the second run changes nothing"


def again_with(case: Case, stdin: str, tmp_path: Path) -> list[str]:
    """The flags of the second run.

    Its input is no longer locked: the settings come by a file, so that it does the whole work again. Where resources
    differ among themselves one file cannot say it: it then runs as Helm would, without.
    """
    if LOCK not in stdin:
        return case.flags
    values = case.values or {}
    sections = [values.get(path.stem, {}) for path in (ROOT / "files" / "kinds").iterdir()]
    entries = [entry for section in sections for entry in section.values()]
    if case.values is None:
        return ["--mode=disabled"]
    if any("mesh" in entry for entry in entries):
        return []
    (tmp_path / "mesh.yaml").write_text(json.dumps(values["mesh"]))
    return [f"--settings={tmp_path}/mesh.yaml", f"--namespace={case.namespace}"]


@pytest.mark.parametrize("folder", OF_CHART, ids=name)
def test_both_helms_give_the_same_objects(folder: Path, helm: Helm, tmp_path: Path) -> None:
    """Both shapes of a stream, Helm 3's and Helm 4's, end in the same objects; a refusal is seen under both."""
    with answering(helm, tmp_path) as answered:
        through_helm(answered, Case(folder))


def through_helm(helm: Helm, case: Case) -> None:
    """`helm template` with the post-renderer: the golden objects, or the golden error."""
    done = helm.template(
        *helm.post_renderer(*case.flags),
        release=case.release,
        namespace=case.namespace,
        values=case.values,
        check=False,
    )
    if refused(case.folder):
        assert done.returncode == 1
        assert done.stdout == ""
        for line in (case.folder / "error.txt").read_text().splitlines():
            assert line in done.stderr
        return
    assert done.returncode == 0, done.stderr
    assert by_id(done.stdout) == by_id((case.folder / "output.yaml").read_text())


@pytest.mark.parametrize("folder", SHAPE_FOLDERS, ids=SHAPES)
def test_the_program_itself_gives_the_same(folder: Path, streams: Streams, tmp_path: Path) -> None:
    case = Case(folder)
    stdin = streams.of(case)
    done = start(*case.flags, stdin=stdin)
    assert done == call(*case.flags, stdin=stdin)
    assert done.returncode == int(refused(folder))
    explain = ["explain", *case.flags]
    assert start(*explain, stdin=stdin) == call(*explain, stdin=stdin)
    if not refused(folder):
        flags = again_with(case, stdin, tmp_path)
        assert start(*flags, stdin=done.stdout) == call(*flags, stdin=done.stdout)


@pytest.mark.parametrize("folder", [f for f in SHAPE_FOLDERS if f in OF_CHART], ids=name)
def test_both_helms_start_the_program_itself(folder: Path, helm: Helm) -> None:
    through_helm(helm, Case(folder))


def test_no_file_is_left_that_no_test_reads() -> None:
    strays = [
        path
        for path in CASES.rglob("*")
        if path.is_file() and (path.name not in FILES or path.parent not in FOLDERS)
    ]
    assert not strays


def test_every_case_is_whole() -> None:
    assert FOLDERS
    for folder in FOLDERS:
        names = {path.name for path in folder.iterdir()}
        assert len(names & {"values.yaml", "input.yaml"}) == 1, folder
        assert names >= {"output.yaml", "explain.txt"} or "error.txt" in names, folder
