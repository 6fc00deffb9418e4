"""The benchmark itself: it measures what it says, and stops where the programs did not do the same."""

from __future__ import annotations

import copy
import os
import platform
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench import page
from tests.bench.agreement import check_rendered, check_same_objects, check_untouched
from tests.bench.eck import LOCK
from tests.bench.kustomize import operations, patches
from tests.bench.program import Program
from tests.bench.rounds import Result
from tests.bench.scenarios import HELM_SCENARIOS, OURS, PASS, SCENARIOS, of_pass
from tests.bench.streams import STREAMS
from tests.bench.table import lines_of
from tests.bench.timing import Command, Run, measured, of_rounds
from tests.support.command_line import run
from tests.support.streams import LOCKED, objects_of

KEYS = st.sampled_from(["a", "a/b", "a~1", "~"])
BODIES = st.recursive(
    st.integers(0, 2), lambda some: st.lists(some, max_size=3) | st.dictionaries(KEYS, some)
)


def apply(body: Any, operation: dict[str, Any]) -> Any:
    """RFC 6902, as far as it is used."""
    *parents, last = [
        key.replace("~1", "/").replace("~0", "~") for key in operation["path"].split("/")
    ]
    if not parents:
        return operation["value"]
    holder = body
    for key in parents[1:]:
        holder = holder[int(key) if isinstance(holder, list) else key]
    index = int(last) if isinstance(holder, list) else last
    if operation["op"] == "remove":
        del holder[index]
    else:
        assert (operation["op"] == "add") == (isinstance(holder, dict) and index not in holder)
        holder[index] = operation["value"]
    return body


@given(BODIES, BODIES)
def test_the_patches_of_kustomize_do_what_eck_mesh_did(before: Any, after: Any) -> None:
    body = copy.deepcopy(before)
    for operation in operations(before, after):
        body = apply(body, operation)
    assert body == after


def test_a_kind_whose_resources_change_in_different_ways_has_no_patch() -> None:
    before = {("A", "", "x"): {"n": 0}, ("A", "", "y"): {"n": 0}}
    with pytest.raises(SystemExit, match="changes otherwise"):
        patches(before, {("A", "", "x"): {"n": 1}, ("A", "", "y"): {"n": 2}})


@pytest.mark.parametrize("name", ["20", "20-without", "operator", "20-third-party"])
def test_a_document_that_changed_is_seen(name: str) -> None:
    text = "".join(STREAMS[name].texts())
    flags = ["--mode=strict", "--namespace=prod"] if "third" in name else []
    after = run(*flags, stdin=text).stdout
    check_untouched(name, text, after)
    with pytest.raises(SystemExit, match="a document changed"):
        check_untouched(name, text, after.replace("kind: Service\n", "kind:  Service\n"))


def test_other_objects_are_seen() -> None:
    ours = run(stdin=LOCKED).stdout
    check_same_objects("x", ours, "\n---\n".join(reversed(ours.split("\n---\n"))))
    for other in (ours.replace("STRICT", "strict"), ours.partition("\n---\n")[0]):
        with pytest.raises(SystemExit, match="kustomize made another"):
            check_same_objects("x", ours, other)


def test_a_post_renderer_that_did_not_run_is_seen() -> None:
    ours = run(stdin=LOCKED).stdout
    check_rendered("x", LOCKED, LOCKED, ours)
    for outputs in ((LOCKED, ours, ours), (LOCKED, LOCKED, LOCKED), (ours, ours, ours)):
        with pytest.raises(SystemExit):
            check_rendered("x", *outputs)


def test_the_streams_are_what_their_titles_say() -> None:
    for name in ("20", "100", "1000-fifty"):
        stream = STREAMS[name]
        text = "".join(stream.texts())
        kinds = [body["kind"] for body in objects_of(text)]
        assert len(kinds) == stream.documents
        assert text.count(LOCK) == stream.eck
        assert kinds.count("CustomResourceDefinition") == stream.crds
    assert len("".join(STREAMS["21MB-without"].texts())) >= 21_000_000
    named = {one.stream for one in SCENARIOS} | {one.stream for one in HELM_SCENARIOS}
    assert named == {*STREAMS, ""}


@pytest.mark.parametrize("pipes", [False, True])
def test_a_run_is_measured(tmp_path: Path, pipes: bool) -> None:
    (tmp_path / "in").write_text("x")
    code = (
        "import sys, time; x = bytearray(50 << 20); assert sys.stdin.read() == 'x'; time.sleep(0.2)"
    )
    command = Command("c", [sys.executable, "-c", code], str(tmp_path / "in"), pipes)
    (found,) = measured([command], 1, dict(os.environ))["c"]
    assert found.wall >= 0.2
    assert 0 < found.cpu < found.wall
    assert 50 * 1024 < found.peak < 200 * 1024


def test_a_command_that_fails_has_no_time() -> None:
    with pytest.raises(SystemExit):
        measured([Command("c", ["/bin/false"])], 1, {})


def test_ratios_are_of_one_round() -> None:
    runs = {OURS: [Run(4, 1, 0), Run(9, 2, 0)], PASS: [Run(2, 1, 0), Run(3, 1, 0)]}
    ratio = of_rounds(runs, (OURS, PASS), of_pass(3).formula)
    assert ratio == (2.5, 2, 3)
    assert of_rounds(runs, (OURS, PASS), of_pass(3).formula, cpu=True).high == 2
    result = Result("a stream", (of_pass(2.4), of_pass(2.5)), runs, 1)
    no, yes, *_ = lines_of(result)
    assert "**no**" in no
    assert yes.endswith("| yes |\n")


def test_the_tables_go_into_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = tmp_path / "performance.md"
    copied.write_text(page.PAGE.read_text())
    monkeypatch.setattr(page, "PAGE", copied)
    monkeypatch.setattr(page, "versions", lambda program: ["Helm 1"])
    page.write_page([], Program("eck-mesh", "python"))
    first = copied.read_text()
    page.write_page([], Program("eck-mesh", "python"))
    assert copied.read_text() == first
    assert "Not measured" not in first
    assert first.startswith(page.PAGE.read_text().partition("<!-- measured")[0])
    assert platform.node() not in first
