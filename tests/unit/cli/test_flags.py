"""The parser of flags that does without click, against click."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eck_mesh.cli.commands import group
from eck_mesh.cli.flags import FAIL_ON_NOTES, FLAGS, missing_flag, usual_options

USUAL = [
    "--mode strict",
    "--mode=strict",
    "--mode=strict --mode permissive",
    "--mode strict --expect-mode strict --namespace logs",
    "--mode=strict --expect-mode=strict --namespace=logs --expect-every --expect-closed",
    "-n logs",
    "-n logs --namespace=prod -n other --mode disabled",
    "--namespace =x",
    "--namespace==x",
    "--namespace explain",
    "--mode strict --tls eck",
    "--tls eck --mode strict",
    "--tls=istio --settings FILE",
    "--settings FILE",
    "--settings=FILE",
    "--settings FILE --settings=FILE --override",
    "--override --mode strict --override",
    "--fail-on-notes",
    "--mode strict --fail-on-notes --fail-on-notes",
]
LEFT_TO_CLICK = [
    "--mode",
    "--mode=",
    "--mode strikt",
    "--mode Strict",
    "--mod strict",
    "--mode -strict",
    "--mode --override",
    "--expect-mode=x",
    "-nlogs",
    "-n=logs",
    "-n",
    "--namespace=",
    "--namespace -x",
    "--namespace --override",
    "--tls eck",
    "--tls on --mode strict",
    "--override",
    "--override=true --mode strict",
    "--expect-every",
    "--settings",
    "--settings=",
    "--settings NONE",
    "--settings FOLDER",
    "--help",
    "-h",
    "--version",
    "--mode strict --help",
    "--",
    "--mode strict --",
    "-- --mode strict",
    "explain",
    "--mode strict explain",
    "explain --mode strict",
    "--settings FILE explain",
    "",
    "=",
    "=strict",
    "-",
    "--unknown",
    "--unknown=x",
    "--no-override",
    "--MODE=strict",
    "-x",
    "-nx -h",
]
WORDS = sorted({word for line in (*USUAL, *LEFT_TO_CLICK) for word in line.split(" ")})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("flags")
    (made / "FILE").write_text("mode: strict\n")
    return made


def words_of(line: str, folder: Path) -> list[str]:
    """The words of a command line, with the files of this test."""
    for name, path in (("FILE", "FILE"), ("NONE", "none"), ("FOLDER", ".")):
        line = line.replace(name, str(folder / path))
    return line.split(" ")


def by_click(arguments: list[str]) -> dict[str, object]:
    """What click makes of the arguments. UsageError, also where a flag lacks another."""
    context = group.make_context("eck-mesh", list(arguments))
    if missing_flag(context.params):
        raise click.UsageError(missing_flag(context.params))
    assert not context._protected_args
    assert not context.args
    return context.params


@pytest.mark.parametrize("line", USUAL)
def test_usual_flags_are_read_as_click_reads_them(line: str, folder: Path) -> None:
    arguments = words_of(line, folder)
    assert usual_options(arguments) == by_click(arguments)


@pytest.mark.parametrize("line", LEFT_TO_CLICK)
def test_click_reads_what_is_wrong_or_unusual(line: str, folder: Path) -> None:
    assert usual_options(words_of(line, folder)) is None


@settings(max_examples=400)
@given(st.lists(st.sampled_from(WORDS) | st.text(alphabet="-=n mode", max_size=4), max_size=6))
def test_what_is_read_without_click_is_always_what_click_reads(words: list[str]) -> None:
    """FILE and the like are no files here."""
    found = usual_options(words)
    assert found is None or found == by_click(words)


def test_every_flag_of_the_filter_is_known_to_both() -> None:
    parsed = usual_options(["--mode=strict"])
    assert parsed is not None
    named = {option.name for option in group.params if isinstance(option, click.Option)}
    assert set(parsed) == named - {"version", "help"}
    assert {flag.option for flag in (*FLAGS, FAIL_ON_NOTES)} == set(parsed)


def test_a_settings_file_that_cannot_be_read_is_left_to_click(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert usual_options([f"--settings={folder}/FILE"]) is None
