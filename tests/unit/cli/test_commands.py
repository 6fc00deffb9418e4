"""Commands and flags: what they read, print and exit with."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from eck_mesh import __version__
from eck_mesh.cli.commands import group
from eck_mesh.cli.exit_codes import (
    DIFFERS,
    DONE,
    HELP,
    REFUSED,
    UNANSWERED,
    USAGE,
    exit_code_of_failure,
)
from tests.support.command_line import BROKEN, OPERATOR, PLAIN, refused, run
from tests.support.helm import ROOT
from tests.support.streams import LOCKED, OTHERS


@pytest.mark.parametrize(
    "arguments",
    [
        ("--mode=off",),
        ("--expect-every",),
        ("--override",),
        ("--tls=auto",),
        ("--tls=off", "--mode=strict"),
        ("--override", "--namespace=prod"),
        ("nonsense",),
        ("--mode=strict", "explain"),
        ("--unknown",),
    ],
)
def test_a_usage_error_exits_with_2(arguments: tuple[str, ...]) -> None:
    said = refused(*arguments, status=2)
    assert re.match("eck-mesh: wrong (flag|usage): ", said)
    assert said.startswith("eck-mesh: wrong flag: ") == (
        arguments[0] != "nonsense" and "explain" not in arguments
    )
    shown = run("--error-format=helm4", *arguments)
    head = "|\n  eck-mesh cannot read --post-renderer-args (no YAML error):\n  eck-mesh: wrong "
    assert (shown.returncode, shown.stdout[: len(head)]) == (0, head)


@pytest.mark.parametrize("command", ["explain", "diff", "reach", "status", "doctor"])
def test_json_is_an_output(command: str) -> None:
    said = refused(command, "--json", status=2)
    assert said.startswith("eck-mesh: wrong flag: No such option")
    assert "Write --output json.\n" in said
    assert "Usage: eck-mesh " in said


def test_json_is_no_output_of_other_commands() -> None:
    for command in "compile", "install-plugin":
        assert "--output json" not in refused(command, "--json", status=2)


def test_a_file_in_place_of_a_command_goes_to_stdin(tmp_path: Path) -> None:
    file = tmp_path / "my stack.yaml"
    file.write_text(PLAIN)
    said = refused(str(file), status=2)
    assert f"is a file, not a command. Run `eck-mesh < '{file}'`.\n" in said
    assert f"Run `eck-mesh --… < '{file}'`." in refused("--mode=strict", str(file), status=2)
    assert "is a file" not in refused(str(tmp_path / "none.yaml"), status=2)


def test_a_settings_file_is_the_mesh_block_or_a_values_file(tmp_path: Path) -> None:
    for text in "mode: strict\ncni: true\n", "version: 9.4.3\nmesh:\n  mode: strict\n  cni: true\n":
        (tmp_path / "mesh.yaml").write_text(text)
        done = run(f"--settings={tmp_path}/mesh.yaml", "--namespace=prod", stdin=PLAIN)
        assert "mode: STRICT" in done.stdout
    (tmp_path / "mesh.yaml").write_text("mode: strict\nmods: x\n")
    assert "mesh.mods is not a setting" in refused(f"--settings={tmp_path}/mesh.yaml")
    (tmp_path / "mesh.yaml").write_text("mode: [")
    assert "cannot be read" in refused(f"--settings={tmp_path}/mesh.yaml")


def test_diff_exits_with_1_where_anything_differs() -> None:
    done = run("diff")
    assert (done.returncode, "+++ b/Kibana/prod/kb" in done.stdout) == (1, True)
    assert run("diff", stdin=run().stdout).returncode == 0
    assert run("diff", "--mode=strict", "--namespace=prod", stdin=run().stdout).returncode == 0


def test_diff_tells_a_difference_from_manifests_that_are_rejected() -> None:
    assert run("diff").returncode == 1
    assert "[" in refused("diff", stdin=BROKEN, status=3)
    assert refused("diff", "--settings=/does/not/exist", status=3)
    assert refused("diff", "--unknown", status=2)


GATES = [("diff",), ("reach", "--fail-on=plain"), ("reach", "--diff=FILE")]


@pytest.mark.parametrize("words", GATES, ids=" ".join)
@pytest.mark.parametrize("stream", ["", "\n", "---\n", "---\n# Source: a.yaml\n---\n...\n"])
def test_a_stream_without_a_document_is_no_green_gate(
    words: tuple[str, ...], stream: str, tmp_path: Path
) -> None:
    (tmp_path / "before.yaml").write_text(LOCKED)
    arguments = [word.replace("FILE", str(tmp_path / "before.yaml")) for word in words]
    said = refused(*arguments, stdin=stream, status=3)
    assert "the stream -: has no ECK resource." in said
    assert "[stream-without-resources]" in said
    assert run(stdin=stream) == (stream, "", 0), "Helm runs the filter on charts without output"


def test_a_stream_without_eck_passes_where_no_outcome_is_asked() -> None:
    in_a_line = "--- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
    for command in "diff", "reach":
        assert run(command, stdin=OTHERS[0]).returncode == 0
        assert run(command, stdin=in_a_line).returncode == 0
    assert "[stream-without-resources]" in refused(
        "reach", "--fail-on=plain", stdin=OTHERS[0], status=3
    )
    assert run("reach", "--fail-on=plain", "--mode=permissive", stdin=OPERATOR).returncode != 3


def test_the_help_names_every_exit_code() -> None:
    words = " ".join(run("--help").stdout.split())
    assert " ".join(HELP.removeprefix("\b").split()) in words
    for command in "diff", "reach", "status":
        assert "Exit codes: 0 " in run(command, "--help").stdout


def test_the_docs_name_every_exit_code() -> None:
    table = (
        (ROOT / "docs/commands.md").read_text().partition("| exit code |")[2].partition("\n\n")[0]
    )
    codes = (DONE, DIFFERS, USAGE, UNANSWERED)
    assert re.findall(r"(?m)^\| (\d) \|", table) == [str(code) for code in codes]


@pytest.mark.parametrize("command", ["diff", "reach", "status", "compile --check"])
def test_a_bug_in_a_comparison_is_no_difference(command: str) -> None:
    assert exit_code_of_failure(command.split()) == UNANSWERED
    assert exit_code_of_failure([*command.split(), "--namespace=n"]) == UNANSWERED


@pytest.mark.parametrize("command", ["", "explain", "compile", "doctor", "--mode=strict"])
def test_other_commands_fail_with_1(command: str) -> None:
    assert exit_code_of_failure(command.split()) == REFUSED


def test_what_was_treated_already_is_not_taken_for_disabled() -> None:
    """On stderr of diff, where a script would see no difference."""
    treated = run("--namespace=prod").stdout
    for command in "diff", "explain":
        done = run(command, stdin=treated)
        assert done.returncode == 0
        assert "Render them without --post-renderer" in (done.stderr or done.stdout)
    assert run("diff", stdin=treated).stdout == ""
    assert run("diff", "--mode=strict", "--namespace=prod", stdin=treated).stderr == ""


def test_explain_and_diff_need_a_mode_for_third_party_manifests() -> None:
    assert "[mode-not-given]" in refused("explain", stdin=PLAIN)
    assert "[mode-not-given]" in refused("diff", stdin=PLAIN, status=3)


COMMANDS = {
    *("explain", "diff", "reach", "compile", "convert", "status", "doctor", "install-plugin"),
    "completion",
}


def test_the_version_is_printed() -> None:
    assert run("--version") == (f"eck-mesh, version {__version__}\n", "", 0)


def test_help_lists_every_command_and_flag_with_what_it_does() -> None:
    text = run("--help").stdout
    listed = dict(re.findall(r"(?m)^  ([a-z-]+) {2,}(\S.*)$", text.partition("Commands:")[2]))
    assert set(listed) == COMMANDS == set(group.commands)
    flags = set(re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", text))
    assert flags == {
        *("--mode", "--settings", "--tls", "--namespace", "--override"),
        *(
            "--expect-mode",
            "--expect-every",
            "--expect-closed",
            "--fail-on-notes",
            "--version",
            "--help",
        ),
    }


def test_help_shows_the_whole_sentence_of_each_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    lines = run("--help").stdout.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()
    assert len(lines) == len(COMMANDS)
    assert all(line.endswith(".") and not line.endswith("...") for line in lines)


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_says_of_every_flag_what_it_does(command: str) -> None:
    done = run(*filter(None, [command]), "--help")
    assert (done.returncode, done.stderr) == (0, "")
    parameters = (group.commands[command] if command else group).params
    flags = [flag for flag in parameters if isinstance(flag, click.Option)]
    assert all(flag.help and flag.opts[0] in done.stdout for flag in flags)


TWO = f"{LOCKED}---\n{LOCKED.replace('name: kb', 'name: other')}"


@pytest.mark.parametrize("word", ["Kibana/kb", "Kibana/prod/kb", "kibana/kb"])
def test_explain_explains_only_the_resources_that_are_named(word: str) -> None:
    words = run("explain", word, stdin=TWO).stdout
    assert words.startswith("Kibana/prod/kb: mode strict\n")
    assert "Kibana/prod/other" not in words
    assert "\n1 resource: " in words
    both = run("explain", word, "Kibana/other", stdin=TWO).stdout
    assert both == run("explain", stdin=TWO).stdout


def test_explain_names_the_resources_that_there_are() -> None:
    words = refused("explain", "Kibana/none", stdin=TWO)
    assert words.startswith("eck-mesh: Kibana/none: no such resource in these manifests")
    assert "Kibana/prod/kb, Kibana/prod/other" in words
    assert "[resource-not-in-stream]" in words


@pytest.mark.parametrize("command", ["explain", "diff"])
def test_manifests_come_from_a_file_or_from_stdin(command: str, tmp_path: Path) -> None:
    (tmp_path / "stream.yaml").write_text(LOCKED)
    from_stdin = run(command, "-", stdin=LOCKED)
    assert from_stdin == run(command, stdin=LOCKED)
    assert from_stdin == run(command, f"{tmp_path}/stream.yaml", stdin="")
    assert "cannot be read" in run(command, f"{tmp_path}/none.yaml", stdin=LOCKED).stderr


@pytest.mark.parametrize(
    "arguments", [("a.yaml", "b.yaml"), ("not-locked", "a.yaml"), ("not-locked", "Kibana/kb")]
)
def test_explain_answers_one_question(arguments: tuple[str, ...]) -> None:
    assert refused("explain", *arguments, status=2)


def test_explain_says_each_reason_once() -> None:
    words = run("explain", stdin=TWO).stdout
    sentences = re.findall(r"(?m)^  [a-z-]+: (.*)$", words)
    full = [sentence for sentence in sentences if not sentence.startswith("as above [")]
    assert len(full) > 3
    assert len(sentences) == 2 * len(full) == 2 * len(set(full))


def test_notes_come_first() -> None:
    text = f"{LOCKED}---\n{PLAIN.replace('name: kb', 'name: other')}"
    assert run("explain", stdin=text).stdout.startswith("note: Kibana/prod/other is not locked")


def test_explain_prints_the_page_of_a_message() -> None:
    for given in ("not-locked", "[not-locked]"):
        done = run("explain", given)
        assert (done.stderr, done.returncode) == ("", 0)
        assert done.stdout.startswith("not-locked\n\n  RESOURCE is not locked")
        assert "\nWhy: " in done.stdout


def test_an_unknown_id_leads_to_similar_ones() -> None:
    words = refused("explain", "not-loked", status=2)
    assert "no message has the id not-loked. Similar: not-locked" in words


@pytest.mark.parametrize("command", ["", *sorted(COMMANDS)])
def test_help_has_examples_that_are_right(command: str) -> None:
    """Their commands and flags exist, and are whole."""
    text = run(*filter(None, [command]), "--help").stdout
    examples = text.partition("Examples")[2].partition("\n")[2].partition("\n\n")[0].splitlines()
    lines = [line for line in examples if "eck-mesh" in line]
    assert lines
    assert all(line.startswith("    ") and len(line) <= 100 for line in examples)
    for line in lines:
        _, _, called = re.sub(r"[)]|\| source$", "", line).rpartition("eck-mesh")
        words = shlex.split(called)
        assert not command or words.pop(0) == command
        (group.commands[command] if command else group).make_context("eck-mesh", words)
